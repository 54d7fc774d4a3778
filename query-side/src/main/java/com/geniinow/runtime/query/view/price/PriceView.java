package com.geniinow.runtime.query.view.price;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.price.PriceEvent.PriceSet;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** One version of a model's price; what is unknown is null. Prices are per million tokens. */
public record PriceView(
    String model,
    String provider,
    @Schema(allowableValues = "USD") String currency,
    BigDecimal inputUsdPerMtok,
    @Nullable BigDecimal cachedInputUsdPerMtok,
    @Nullable BigDecimal cacheWriteUsdPerMtok,
    @JsonProperty("cache_write_1h_usd_per_mtok") @Nullable BigDecimal cacheWrite1hUsdPerMtok,
    BigDecimal outputUsdPerMtok,
    @Nullable Long longContextFrom,
    @Nullable BigDecimal longContextInputUsdPerMtok,
    @Nullable BigDecimal longContextOutputUsdPerMtok,
    @Nullable Long maxOutputTokens,
    @Nullable Long contextTokens,
    @Nullable String capField,
    @Nullable Boolean hiddenOutput,
    @Nullable Boolean streamUsage,
    @Nullable List<String> fallback,
    Instant validFrom,
    int version) {
  private static final JsonMapper JSON = new JsonMapper();

  /** That of a price that was set just now. */
  public static PriceView of(PriceSet set) {
    var price = set.price();
    return new PriceView(
        set.model(),
        price.provider(),
        "USD",
        Usd.of(price.inputUsd()),
        plain(price.cachedInputUsd()),
        plain(price.cacheWriteUsd()),
        plain(price.cacheWrite1hUsd()),
        Usd.of(price.outputUsd()),
        price.longContextFrom(),
        plain(price.longContextInputUsd()),
        plain(price.longContextOutputUsd()),
        price.maxOutputTokens(),
        price.contextTokens(),
        price.capField(),
        price.hiddenOutput(),
        price.streamUsage(),
        price.fallback(),
        set.validFrom(),
        set.version());
  }

  static PriceView of(ResultSet row, int n) throws SQLException {
    var fallback = row.getString("fallback");
    return new PriceView(
        row.getString("model"),
        row.getString("provider"),
        "USD",
        Usd.of(row.getBigDecimal("input_usd_per_mtok")),
        plain(row.getBigDecimal("cached_input_usd_per_mtok")),
        plain(row.getBigDecimal("cache_write_usd_per_mtok")),
        plain(row.getBigDecimal("cache_write_1h_usd_per_mtok")),
        Usd.of(row.getBigDecimal("output_usd_per_mtok")),
        row.getObject("long_context_from", Long.class),
        plain(row.getBigDecimal("long_context_input_usd_per_mtok")),
        plain(row.getBigDecimal("long_context_output_usd_per_mtok")),
        row.getObject("max_output_tokens", Long.class),
        row.getObject("context_tokens", Long.class),
        row.getString("cap_field"),
        row.getObject("hidden_output", Boolean.class),
        row.getObject("stream_usage", Boolean.class),
        fallback == null ? null : Arrays.asList(JSON.readValue(fallback, String[].class)),
        row.getObject("valid_from", OffsetDateTime.class).toInstant(),
        row.getInt("version"));
  }

  private static @Nullable BigDecimal plain(@Nullable BigDecimal price) {
    return price == null ? null : Usd.of(price);
  }
}
