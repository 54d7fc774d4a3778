/** When something that comes again and again is due: five fields of a crontab, in a time zone. */
@NullMarked
package com.geniinow.runtime.platform.calendar;

import org.jspecify.annotations.NullMarked;
