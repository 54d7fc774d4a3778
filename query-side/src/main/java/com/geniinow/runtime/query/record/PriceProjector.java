package com.geniinow.runtime.query.record;

import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.price.PriceEvent.PriceSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table model_prices: a row for each version of each model's price. */
public final class PriceProjector implements Projector {
  @Override
  public void project(StoredEvent event, Writes writes) {
    if (event.payload() instanceof PriceSet e) {
      var price = e.price();
      writes
          .insert("model_prices", e.agentId())
          .set("price_id", event.eventId())
          .set("model", e.model())
          .set("version", e.version())
          .set("book_version", event.sequence())
          .set("provider", price.provider())
          .set("input_usd_per_mtok", price.inputUsd())
          .set("cached_input_usd_per_mtok", price.cachedInputUsd())
          .set("cache_write_usd_per_mtok", price.cacheWriteUsd())
          .set("cache_write_1h_usd_per_mtok", price.cacheWrite1hUsd())
          .set("output_usd_per_mtok", price.outputUsd())
          .set("long_context_from", price.longContextFrom())
          .set("long_context_input_usd_per_mtok", price.longContextInputUsd())
          .set("long_context_output_usd_per_mtok", price.longContextOutputUsd())
          .set("max_output_tokens", price.maxOutputTokens())
          .set("context_tokens", price.contextTokens())
          .set("cap_field", price.capField())
          .set("hidden_output", price.hiddenOutput())
          .set("stream_usage", price.streamUsage())
          .set("fallback", names(price.fallback()))
          .set("valid_from", e.validFrom())
          .set("reason", e.reason())
          .set("set_by", e.by())
          .set("created_at", e.at());
    }
  }

  private static @Nullable Json names(@Nullable List<String> names) {
    return names == null ? null : new Json(CanonicalJson.of(names));
  }
}
