package com.geniinow.runtime.command.task;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request to queue many dead-lettered tasks again, and how far it has come.
 *
 * @param agentId whose tasks; null for every agent's
 * @param deadLetteredBefore only tasks given up before; so what fails again is not taken twice
 * @param matched how many there were when it was asked for
 * @param queueFull not queued because their agent had its full depth; ask again later
 * @param quotaExceeded not queued because the quota refused them
 * @param skipped redriven by somebody else meanwhile, or their agent is not active
 * @param finishedAt null while it runs
 */
record BulkRedrive(
    UUID redriveId,
    @Nullable UUID agentId,
    Instant deadLetteredBefore,
    String requestedBy,
    Instant requestedAt,
    long matched,
    long redriven,
    long queueFull,
    long quotaExceeded,
    long skipped,
    @Nullable Instant finishedAt) {}
