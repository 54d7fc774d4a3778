/** Scaling with the real tables and a pool of no workers. */
@NullMarked
package com.geniinow.runtime.command.scaling;

import org.jspecify.annotations.NullMarked;
