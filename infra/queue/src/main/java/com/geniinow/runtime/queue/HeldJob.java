package com.geniinow.runtime.queue;

import java.util.UUID;

/** A job whose attempt goes on, whoever had claimed it. */
public record HeldJob(UUID agentId, UUID taskId, int attempt) {}
