/**
 * How many workers are wanted, from what waits, runs and arrives, and the pools that can be told:
 * Cloud Run's worker pools, or anything else behind {@link
 * com.geniinow.runtime.autoscaler.WorkerPool}. It knows no service and no framework.
 */
@NullMarked
package com.geniinow.runtime.autoscaler;

import org.jspecify.annotations.NullMarked;
