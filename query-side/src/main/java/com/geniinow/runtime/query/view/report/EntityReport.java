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
 * @param agents all of the entity, by id, also those that did nothing
 * @param budgetChanges how often what they share was set or raised
 */
record EntityReport(
    UUID entityId,
    @Nullable Instant from,
    @Nullable Instant to,
    List<AgentReport> agents,
    Figure budgetChanges) {}
