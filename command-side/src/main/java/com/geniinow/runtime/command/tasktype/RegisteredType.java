package com.geniinow.runtime.command.tasktype;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A registered type as it is now.
 *
 * @param versionId of this version of it
 * @param maxTokensDefault what a task holds that says nothing of it; null for nothing
 * @param schema that payloads must fit, as JSON; null for any payload
 */
public record RegisteredType(
    UUID versionId, String type, @Nullable Long maxTokensDefault, @Nullable String schema) {}
