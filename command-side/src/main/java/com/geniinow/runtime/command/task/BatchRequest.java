package com.geniinow.runtime.command.task;

import com.geniinow.runtime.platform.web.ListsDocuments;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The body of {@code POST /api/tasks/batch}. Items are read one by one: what is wrong with one says
 * nothing of the others.
 *
 * @param allOrNone whether one that is refused has all refused; left out: each stands alone
 */
@ListsDocuments
record BatchRequest(
    @NotNull @Size(min = 1, max = MOST) @ArraySchema(
            schema = @Schema(implementation = TaskRequest.class),
            minItems = 1,
            maxItems = MOST)
        List<JsonNode> items,
    @Nullable Boolean allOrNone) {
  /** Tasks of one batch at most. */
  static final int MOST = 100;
}
