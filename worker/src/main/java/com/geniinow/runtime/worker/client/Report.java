package com.geniinow.runtime.worker.client;

import com.geniinow.runtime.worker.executor.Outcome;
import java.util.UUID;

/** How an attempt ended. */
public record Report(UUID taskId, int attempt, Outcome outcome) {}
