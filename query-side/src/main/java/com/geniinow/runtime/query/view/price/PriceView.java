package com.geniinow.runtime.query.view.price;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.geniinow.runtime.events.price.ModelPrice;
import com.geniinow.runtime.events.price.PriceEvent.PriceSet;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
  /** That of a price that was set just now. */
  public static PriceView of(PriceSet set) {
    return of(set.model(), set.price(), set.validFrom(), set.version());
  }

  static PriceView of(ResultSet row, int n) throws SQLException {
    return of(
        row.getString("model"),
        PriceRow.read(row),
        row.getObject("valid_from", OffsetDateTime.class).toInstant(),
        row.getInt("version"));
  }

  private static PriceView of(String model, ModelPrice price, Instant validFrom, int version) {
    return new PriceView(
        model,
        price.provider(),
        "USD",
        price.inputUsd(),
        price.cachedInputUsd(),
        price.cacheWriteUsd(),
        price.cacheWrite1hUsd(),
        price.outputUsd(),
        price.longContextFrom(),
        price.longContextInputUsd(),
        price.longContextOutputUsd(),
        price.maxOutputTokens(),
        price.contextTokens(),
        price.capField(),
        price.hiddenOutput(),
        price.streamUsage(),
        price.fallback(),
        validFrom,
        version);
  }
}
