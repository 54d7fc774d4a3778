/** The table agent_tasks and its routes. */
@NullMarked
package com.geniinow.runtime.query.task;

import org.jspecify.annotations.NullMarked;
