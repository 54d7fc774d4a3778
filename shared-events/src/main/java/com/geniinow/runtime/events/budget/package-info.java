/** What happens to the limits that many agents share. */
@NullMarked
package com.geniinow.runtime.events.budget;

import org.jspecify.annotations.NullMarked;
