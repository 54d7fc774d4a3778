package com.geniinow.runtime.worker.client;

import java.util.UUID;

/** An attempt by its numbers. */
public record HeldId(UUID taskId, int attempt) {}
