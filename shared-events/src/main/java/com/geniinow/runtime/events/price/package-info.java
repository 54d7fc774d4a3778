/** Events of the platform's price book. */
@NullMarked
package com.geniinow.runtime.events.price;

import org.jspecify.annotations.NullMarked;
