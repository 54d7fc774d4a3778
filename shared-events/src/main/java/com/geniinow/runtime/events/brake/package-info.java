/** What is stopped, and what goes on again. */
@NullMarked
package com.geniinow.runtime.events.brake;

import org.jspecify.annotations.NullMarked;
