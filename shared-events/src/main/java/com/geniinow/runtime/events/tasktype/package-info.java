/** What happens to the types of tasks that are registered for outside workers. */
@NullMarked
package com.geniinow.runtime.events.tasktype;

import org.jspecify.annotations.NullMarked;
