/**
 * The agents' task queues on Redis, laid out as BullMQ lays out its own.
 *
 * <p>Owns what Redis knows of ready work: one queue per agent, a fair turn among agents, leases.
 * Promises that every operation is one atomic script and one round trip, that a queue holds ids and
 * never payloads, and that Redis may be emptied at any time without losing a task, because nothing
 * here is a source of truth. Anything that keeps Redis from answering surfaces as {@link
 * com.geniinow.runtime.queue.QueueUnavailableException}, within a bounded time. Called by
 * command-side, which adds, removes and reconciles, and by the worker, which claims and finishes.
 */
@NullMarked
package com.geniinow.runtime.queue;

import org.jspecify.annotations.NullMarked;
