package com.geniinow.runtime.platform.protocol;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Adds up what Anthropic says of one answer's use: what is left out stays as it was said before.
 */
final class MessagesUsage {
  private final Count input = new Count("input_tokens");
  private final Count written = new Count("cache_creation_input_tokens");
  private final Count cached = new Count("cache_read_input_tokens");
  private final Count output = new Count("output_tokens");
  private @Nullable String model;
  private @Nullable String tier;
  private boolean anything;

  /** One figure, and whether it was said to be something that can't be. */
  private static final class Count {
    private final String field;
    private @Nullable Long value;
    private boolean wrong;

    Count(String field) {
      this.field = field;
    }

    void read(JsonNode usage) {
      var said = usage.path(field);
      if (!Said.isAbsent(said)) {
        value = Said.count(said);
        wrong = value == null;
      }
    }

    long orNone() {
      return value == null ? 0 : value;
    }
  }

  void served(JsonNode said) {
    model = Said.text(said);
  }

  /**
   * What has been said by now; null for nothing.
   *
   * @param withOutput whether the output that is named counts
   */
  @Nullable ReportedUsage with(JsonNode usage, boolean withOutput) {
    if (usage.isObject()) {
      anything = true;
      input.read(usage);
      written.read(usage);
      cached.read(usage);
      if (withOutput) {
        output.read(usage);
      }
      var said = Said.tier(usage.path("service_tier"));
      tier = said == null ? tier : said;
    }
    return anything
        ? new ReportedUsage(model, input(), cached.value, written.value, output.value, null, tier)
        : null;
  }

  /** Anthropic's own doesn't hold what is cached. */
  private @Nullable Long input() {
    if (input.value == null || written.wrong || cached.wrong) {
      return null;
    }
    return input.value + written.orNone() + cached.orNone();
  }
}
