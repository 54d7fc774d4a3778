/** Shows the schedules of agents. */
@NullMarked
package com.geniinow.runtime.query.view.schedule;

import org.jspecify.annotations.NullMarked;
