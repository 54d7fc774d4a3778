/** A task from submission to its end; stored in the stream of its agent. */
@NullMarked
package com.geniinow.runtime.events.task;

import org.jspecify.annotations.NullMarked;
