package com.geniinow.runtime.events.quota;

import java.util.UUID;

/**
 * What makes a hold that of one model call.
 *
 * @param model that is asked for
 * @param operation such as {@code chat}, by OpenTelemetry's GenAI conventions
 * @param tokensOfTask whether its tokens are taken out of what its task's attempt holds
 * @param costOfTask whether its money is
 */
public record CallHold(
    UUID callId, String model, String operation, boolean tokensOfTask, boolean costOfTask) {}
