package com.geniinow.runtime.query.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.price.ModelPrice;
import com.geniinow.runtime.events.price.PriceEvent.PriceSet;
import com.geniinow.runtime.query.testing.Database;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The platform's own rows: of prices, of its ledger, of its events. */
class PriceProjectorTest {
  private static final Instant AT = Instant.parse("2026-03-15T12:00:00Z");
  private static final AtomicLong SEQUENCE = new AtomicLong();

  private final String model = "org/\"" + UUID.randomUUID();

  @Test
  void each_version_is_a_row_and_an_entry_of_the_platform() {
    var price =
        new ModelPrice(
            "anthropic",
            BigDecimal.valueOf(3),
            null,
            new BigDecimal("3.75"),
            null,
            BigDecimal.valueOf(15),
            null,
            null,
            null,
            64_000L,
            null,
            "max_tokens",
            true,
            null,
            List.of("a,b", "\"c\""));
    var first = commit(new PriceSet(Ids.PLATFORM, model, 1, price, AT, "list", "ann", AT));
    var second = commit(new PriceSet(Ids.PLATFORM, model, 2, price, AT, "list", "ann", AT));

    assertThat(Database.rows("model_prices", "price_id", second)).hasSize(1);
    assertThat(Database.rows("model_prices", "price_id", first).getFirst())
        .containsEntry("agent_id", Ids.PLATFORM.toString())
        .containsEntry("entity_id", Ids.PLATFORM.toString())
        .containsEntry("version", "1")
        .containsEntry("provider", "anthropic")
        .containsEntry("cached_input_usd_per_mtok", null)
        .containsEntry("cap_field", "max_tokens")
        .containsEntry("hidden_output", "true")
        .containsEntry("stream_usage", null)
        .containsEntry("fallback", "[\"a,b\",\"\\\"c\\\"\"]");
    assertThat(Database.rows("ledger_entries", "event_id", first).getFirst())
        .containsEntry("agent_id", Ids.PLATFORM.toString())
        .containsEntry("type", "price_set");
    assertThat(Database.rows("system_events", "event_id", first).getFirst())
        .containsEntry("type", "PriceSet")
        .containsEntry("entity_id", Ids.PLATFORM.toString());
  }

  private static UUID commit(PriceSet set) {
    var event =
        new StoredEvent(UUID.randomUUID(), "PriceBook", SEQUENCE.getAndIncrement(), set, null);
    Database.asCommand(
        jdbc -> {
          jdbc.query(
              "SELECT genii_enter(?, ?, ?)",
              row -> {},
              Ids.PLATFORM,
              Ids.quotaOf(Ids.PLATFORM),
              Ids.PLATFORM);
          new Projections(jdbc, id -> null).project(List.of(event));
        });
    return event.eventId();
  }
}
