/** Sets how many workers a pool has; one process of the fleet at a time does it. */
@NullMarked
package com.geniinow.runtime.command.scaling;

import org.jspecify.annotations.NullMarked;
