/** What happens to an agent's schedules. */
@NullMarked
package com.geniinow.runtime.events.schedule;

import org.jspecify.annotations.NullMarked;
