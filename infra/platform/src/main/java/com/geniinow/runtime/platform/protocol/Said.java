package com.geniinow.runtime.platform.protocol;

import com.geniinow.runtime.platform.web.QuotedText;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what a provider says: what can be true of no call was not said. */
final class Said {
  /** More tokens than these no call has. */
  private static final long MOST = 1_000_000_000_000L;

  private static final Set<String> USUAL_TIERS = Set.of("default", "standard");
  private static final int LONGEST = 200; // characters

  private Said() {}

  static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  static @Nullable Long count(JsonNode value) {
    var isCount =
        value.isIntegralNumber()
            && value.canConvertToLong()
            && value.longValue() >= 0
            && value.longValue() <= MOST;
    return isCount ? value.longValue() : null;
  }

  static @Nullable String text(JsonNode value) {
    if (!value.isString()) {
      return null;
    }
    var text = QuotedText.clean(value.stringValue(), LONGEST).strip();
    return text.isEmpty() ? null : text;
  }

  /** Null where it is the usual one. */
  static @Nullable String tier(JsonNode value) {
    var tier = text(value);
    return tier == null || USUAL_TIERS.contains(tier) ? null : tier;
  }
}
