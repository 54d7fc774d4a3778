/** Events of who may use the platform. */
@NullMarked
package com.geniinow.runtime.events.access;

import org.jspecify.annotations.NullMarked;
