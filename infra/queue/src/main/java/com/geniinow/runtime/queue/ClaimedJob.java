package com.geniinow.runtime.queue;

import java.util.UUID;

/**
 * A job leased to one worker. It stays that worker's until the lease runs out.
 *
 * @param agentId whose queue it came from
 * @param taskId the task to run
 * @param attempt the attempt it was queued for, or 0 when another tool queued it without saying;
 *     information only: the attempt that counts is the one that the command side hands out
 * @param token proves ownership of the lease; fresh per claim
 */
public record ClaimedJob(UUID agentId, UUID taskId, int attempt, String token) {}
