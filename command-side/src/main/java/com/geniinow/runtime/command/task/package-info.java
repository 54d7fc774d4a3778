/** Tasks from submission to their end, and the way into the agents' queues. */
@NullMarked
package com.geniinow.runtime.command.task;

import org.jspecify.annotations.NullMarked;
