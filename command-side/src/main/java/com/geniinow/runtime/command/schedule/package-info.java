/**
 * What agents do again and again: schedules, and the runs that they lead to. A run is a submission
 * like any other, under the task's id that follows from schedule and moment.
 */
@NullMarked
package com.geniinow.runtime.command.schedule;

import org.jspecify.annotations.NullMarked;
