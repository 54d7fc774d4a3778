package com.geniinow.runtime.command.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.protocol.ReportedUsage;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the span of a call counts, by the names of OpenTelemetry's conventions for GenAI. */
class CallSpanTest {
  @Test
  void counts_have_the_conventions_names() {
    var used = new ReportedUsage("gpt-4o-2024-11-20", 120L, 100L, 5L, 30L, 7L, null);

    assertThat(CallSpan.counts(used))
        .isEqualTo(
            Map.of(
                "gen_ai.usage.input_tokens", 120L,
                "gen_ai.usage.cache_read.input_tokens", 100L,
                "gen_ai.usage.cache_creation.input_tokens", 5L,
                "gen_ai.usage.output_tokens", 30L));
  }

  @Test
  void what_a_provider_did_not_tell_is_not_there() {
    var used = new ReportedUsage(null, 120L, null, null, null, null, null);

    assertThat(CallSpan.counts(used)).isEqualTo(Map.of("gen_ai.usage.input_tokens", 120L));
  }
}
