/**
 * One trace per task, from its submission to its model call. A sampled trace travels as a W3C
 * {@code traceparent}; what is not sampled costs next to nothing and leaves a trace id in the log.
 */
@NullMarked
package com.geniinow.runtime.platform.trace;

import org.jspecify.annotations.NullMarked;
