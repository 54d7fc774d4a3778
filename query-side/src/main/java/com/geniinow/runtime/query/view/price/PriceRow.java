package com.geniinow.runtime.query.view.price;

import com.geniinow.runtime.events.price.ModelPrice;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A price as a row of model_prices has it. */
public final class PriceRow {
  private static final JsonMapper JSON = new JsonMapper();

  private PriceRow() {}

  /** Reads what the model costs and takes. */
  public static ModelPrice read(ResultSet row) throws SQLException {
    return new ModelPrice(
        row.getString("provider"),
        row.getBigDecimal("input_usd_per_mtok"),
        row.getBigDecimal("cached_input_usd_per_mtok"),
        row.getBigDecimal("cache_write_usd_per_mtok"),
        row.getBigDecimal("cache_write_1h_usd_per_mtok"),
        row.getBigDecimal("output_usd_per_mtok"),
        row.getObject("long_context_from", Long.class),
        row.getBigDecimal("long_context_input_usd_per_mtok"),
        row.getBigDecimal("long_context_output_usd_per_mtok"),
        row.getObject("max_output_tokens", Long.class),
        row.getObject("context_tokens", Long.class),
        row.getString("cap_field"),
        row.getObject("hidden_output", Boolean.class),
        row.getObject("stream_usage", Boolean.class),
        names(row.getString("fallback")));
  }

  private static @Nullable List<String> names(@Nullable String array) {
    return array == null ? null : Arrays.asList(JSON.readValue(array, String[].class));
  }
}
