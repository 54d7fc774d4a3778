/** Tells a pool of workers how many are wanted, by one process of the fleet at a time. */
@NullMarked
package com.geniinow.runtime.command.scaling;

import org.jspecify.annotations.NullMarked;
