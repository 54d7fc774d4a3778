package com.geniinow.runtime.worker.executor;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One attempt at a task, as the command side handed it out.
 *
 * @param number the attempt's number, from 1
 * @param payload what the task's author sent; a JSON null where there is none
 * @param model the model that the task names, or null
 * @param reservedTokens how many tokens the quota holds for this attempt, input and output together
 */
public record Attempt(
    UUID taskId,
    UUID agentId,
    int number,
    String type,
    JsonNode payload,
    @Nullable String model,
    long reservedTokens) {}
