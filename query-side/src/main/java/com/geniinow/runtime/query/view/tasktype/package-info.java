/** The types of tasks that are registered, and their route. */
@NullMarked
package com.geniinow.runtime.query.view.tasktype;

import org.jspecify.annotations.NullMarked;
