package com.geniinow.runtime.query.audit;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row that is not what the events say.
 *
 * @param kind {@code changed}, {@code missing} from the live table, or there though no event says
 *     so: {@code extra}
 * @param columns those that differ, with what the live table has and what the replay made
 */
record Drift(
    String table,
    UUID key,
    UUID agentId,
    @Schema(allowableValues = {"changed", "missing", "extra"}) String kind,
    Map<String, Values> columns) {

  /** Both values as text, cut after 200 characters. */
  record Values(@Nullable String live, @Nullable String replayed) {}
}
