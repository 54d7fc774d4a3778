/**
 * Takes tasks from the agents' queues and runs them, so many at once. Owns the claim loop, the
 * leases of what it runs and the way it stops. Promises to run an attempt only after the command
 * side handed it out, to report its end while the lease lasts, and to give it up once it is no
 * longer this worker's. Holds no database login.
 */
@NullMarked
package com.geniinow.runtime.worker;

import org.jspecify.annotations.NullMarked;
