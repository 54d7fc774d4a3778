package com.geniinow.runtime.query.history;

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

  /** Both values as text, or of long ones 200 characters around the first that differs. */
  record Values(@Nullable String live, @Nullable String replayed) {
    private static final int CHARS = 200;
    private static final int BEFORE = 50;

    static Values of(@Nullable String live, @Nullable String replayed) {
      int from = live == null || replayed == null ? 0 : Math.max(0, same(live, replayed) - BEFORE);
      return new Values(cut(live, from), cut(replayed, from));
    }

    private static int same(String live, String replayed) {
      var at = 0;
      while (at < Math.min(live.length(), replayed.length())
          && live.charAt(at) == replayed.charAt(at)) {
        at++;
      }
      return at;
    }

    private static @Nullable String cut(@Nullable String text, int from) {
      if (text == null || text.length() <= CHARS) {
        return text;
      }
      var start = Math.min(from, text.length());
      var end = Math.min(start + CHARS, text.length());
      return (start > 0 ? "…" : "") + text.substring(start, end) + (end < text.length() ? "…" : "");
    }
  }
}
