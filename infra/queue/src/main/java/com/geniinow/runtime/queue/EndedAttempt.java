package com.geniinow.runtime.queue;

import java.util.UUID;

/** An attempt that has ended, whoever had claimed its job. */
public record EndedAttempt(UUID agentId, UUID taskId, int attempt, Ending ending) {}
