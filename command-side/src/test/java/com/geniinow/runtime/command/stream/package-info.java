/** Streams of events, read as clients read them. */
@NullMarked
package com.geniinow.runtime.command.stream;

import org.jspecify.annotations.NullMarked;
