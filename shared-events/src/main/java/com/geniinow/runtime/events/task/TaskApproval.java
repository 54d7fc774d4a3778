package com.geniinow.runtime.events.task;

import java.time.Instant;

/**
 * That a task must be let run first.
 *
 * @param expiresAt who has not decided by then has denied it
 * @param submittedBy the subject of whoever submitted the task, who doesn't decide
 */
public record TaskApproval(Instant expiresAt, String submittedBy) {}
