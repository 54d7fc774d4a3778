package com.geniinow.runtime.query.view.report;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the agents of an entity did in a while.
 *
 * @param from inclusive; null from the beginning on
 * @param to exclusive; null until now
 * @param agents a page of the entity's, the oldest first, also those that did nothing
 * @param nextCursor asks for the next page; null on the last
 * @param budgetChanges how often what they share was set or raised
 */
record EntityReport(
    UUID entityId,
    @Nullable Instant from,
    @Nullable Instant to,
    List<AgentReport> agents,
    @Nullable String nextCursor,
    Figure budgetChanges) {}
