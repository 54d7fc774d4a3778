/** Streaming processors and what may not stop them. */
@NullMarked
package com.geniinow.runtime.command.background;

import org.jspecify.annotations.NullMarked;
