/**
 * What a task does, by its type. Owns the executors and promises the rest of the worker one {@link
 * com.geniinow.runtime.worker.executor.Outcome} per attempt, never an exception for what a task or
 * a provider got wrong. Knows nothing of queues, leases or the command side.
 */
@NullMarked
package com.geniinow.runtime.worker.executor;

import org.jspecify.annotations.NullMarked;
