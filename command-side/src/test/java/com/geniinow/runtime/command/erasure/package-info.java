/** An agent with text everywhere, and what is left of it. */
@NullMarked
package com.geniinow.runtime.command.erasure;

import org.jspecify.annotations.NullMarked;
