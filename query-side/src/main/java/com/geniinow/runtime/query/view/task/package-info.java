/** The table agent_tasks and its routes. */
@NullMarked
package com.geniinow.runtime.query.view.task;

import org.jspecify.annotations.NullMarked;
