package com.geniinow.runtime.events.agent;

/**
 * How many of each an erasure finds: rows that hold text, which it empties or removes.
 *
 * @param events of the agent, all of whose text is sealed
 * @param schedules also those that ended with the agent or before, whose tasks are in events
 * @param files with their bytes
 * @param keyValues of the key-value store
 * @param agentKeys that act as the agent; only their names are text
 * @param notes reasons of corrections and of limits that were raised
 * @param answers that were kept for idempotency keys
 */
public record ErasedCounts(
    long events,
    long tasks,
    long labels,
    long schedules,
    long files,
    long memories,
    long keyValues,
    long agentKeys,
    long notes,
    long answers) {}
