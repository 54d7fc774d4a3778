/**
 * Claims tasks from the command side and runs them, so many at once. Owns the claim loop, the
 * leases of what it runs and the way it stops. Promises to report an attempt's end while its lease
 * lasts, to hand it back where the worker stops, and to give it up once it is no longer this
 * worker's. Speaks HTTP alone: it has no database login and knows no queue.
 */
@NullMarked
package com.geniinow.runtime.worker;

import org.jspecify.annotations.NullMarked;
