package com.geniinow.runtime.command.tasktype;

import com.geniinow.runtime.platform.web.PlainLine;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a type is; what is left out is none. */
record TaskTypeRequest(
    @Nullable @PositiveOrZero @Max(1_000_000_000_000L) Long maxTokensDefault,
    @Nullable @Size(max = 500) @PlainLine String description,
    @Nullable JsonNode schema) {}
