package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.events.Json;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an agent's metadata may say of tasks that a person must let run. */
final class ApprovalRule {
  /** The field: tasks that hold more US dollars than that must be approved. */
  static final String FIELD = "approval_over_usd";

  /** What is said where it is none. */
  static final String RULE = "must be a number of US dollars from 0 to 100000000000";

  private static final BigDecimal MOST = BigDecimal.valueOf(100_000_000_000L);
  private static final int MOST_DECIMALS = 10;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private ApprovalRule() {}

  /** Whether a field of metadata is one. */
  static boolean isOne(JsonNode value) {
    if (!value.isNumber()) {
      return false;
    }
    var usd = value.decimalValue();
    return usd.signum() >= 0
        && usd.compareTo(MOST) <= 0
        && usd.stripTrailingZeros().scale() <= MOST_DECIMALS;
  }

  /** The sum above which tasks must be approved; null where metadata name none that can be one. */
  static @Nullable BigDecimal of(Json metadata) {
    if (!metadata.text().contains(FIELD)) {
      return null;
    }
    try {
      var value = JSON.readTree(metadata.text()).path(FIELD);
      return isOne(value) ? value.decimalValue() : null;
    } catch (JacksonException e) {
      return null; // metadata that were never checked
    }
  }
}
