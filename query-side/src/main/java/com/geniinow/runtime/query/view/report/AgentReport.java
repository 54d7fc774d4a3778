package com.geniinow.runtime.query.view.report;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one agent did.
 *
 * @param status it has now
 * @param tasks that ended, by how
 * @param models what was used, by model
 * @param refusals entries about tasks, calls and files that a limit kept out; of calls one a
 *     minute, whose {@code earlier} counts those before it
 * @param overages what passed a limit all the same
 * @param approvals decisions on tasks, either way; one that ran out was denied by the runtime
 * @param brakes attempts that a brake ended
 * @param keyChanges keys made, rotated and taken back, and tokens voided
 * @param quotaChanges limits set and raised, and uses corrected
 */
record AgentReport(
    UUID agentId,
    @Nullable String name,
    String status,
    Figure submitted,
    List<EndFigure> tasks,
    List<ModelFigure> models,
    Figure refusals,
    Figure overages,
    Figure approvals,
    Figure brakes,
    Figure keyChanges,
    Figure quotaChanges) {}
