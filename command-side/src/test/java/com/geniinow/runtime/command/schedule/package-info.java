/** Schedules over HTTP on real services, with clocks that move and processes that die. */
@NullMarked
package com.geniinow.runtime.command.schedule;

import org.jspecify.annotations.NullMarked;
