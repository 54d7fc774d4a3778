package com.geniinow.runtime.query.view.quota;

import com.geniinow.runtime.query.view.quota.UsageSeries.Sum;
import com.geniinow.runtime.query.view.quota.UsageSeries.Total;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * Reads what was used over time from usage_totals: rows of hours and days, however many uses there
 * were. The dearest models or agents are shown one by one, the rest together.
 */
final class UsageReads {
  /** Models or agents that are told apart. */
  static final int MOST_SERIES = 20;

  private static final String WHERE =
      "FROM usage_totals WHERE width = ? AND since >= ? AND since < ?";

  private static final String DEAREST =
      "SELECT %1$s AS key %2$s GROUP BY 1 ORDER BY sum(cost_usd) DESC, sum(tokens) DESC, 1 LIMIT ?";

  private static final String SUMS =
      """
      SELECT since, CASE WHEN %1$s = ANY (?::text[]) THEN %1$s END AS key, sum(uses)::bigint AS uses,
        sum(input_tokens)::bigint AS input_tokens, sum(output_tokens)::bigint AS output_tokens,
        sum(cached_input_tokens)::bigint AS cached_input_tokens, sum(tokens)::bigint AS tokens,
        sum(cost_usd) AS cost_usd
      %2$s GROUP BY 1, 2 ORDER BY 1""";

  private final JdbcClient jdbc;
  private final UsageRange range;
  private final boolean byAgent;
  private final String where;
  private final List<Object> parameters = new ArrayList<>();

  /**
   * @param agentId whose use; null for all that the reader may see
   * @param entityId whose agents' use; null for all that the reader may see
   */
  UsageReads(
      JdbcClient jdbc,
      UsageRange range,
      boolean byAgent,
      @Nullable UUID agentId,
      @Nullable UUID entityId) {
    this.jdbc = jdbc;
    this.range = range;
    this.byAgent = byAgent;
    parameters.add(range.bucket());
    parameters.add(range.from().atOffset(ZoneOffset.UTC));
    parameters.add(range.to().atOffset(ZoneOffset.UTC));
    // One of them is enough, and expected to leave more rows than both: see docs/easy-to-get-wrong.
    if (agentId != null) {
      parameters.add(agentId);
      where = WHERE + " AND agent_id = ?";
    } else if (entityId != null) {
      parameters.add(entityId);
      where = WHERE + " AND entity_id = ?";
    } else {
      where = WHERE;
    }
  }

  UsageSeries read() {
    var dearest = dearest();
    Map<String, Integer> place = new HashMap<>();
    dearest.forEach(key -> place.put(key, place.size()));
    var sums = new ArrayList<>(sums(dearest));
    sums.sort(
        (one, other) ->
            one.sum.at().equals(other.sum.at())
                ? Integer.compare(place(place, one.key), place(place, other.key))
                : one.sum.at().compareTo(other.sum.at()));
    return new UsageSeries(
        range.bucket(),
        byAgent ? "agent" : "model",
        range.from(),
        range.to(),
        totals(dearest, sums),
        sums.stream().map(Keyed::sum).toList());
  }

  private static int place(Map<String, Integer> places, @Nullable String key) {
    return key == null ? MOST_SERIES : places.getOrDefault(key, MOST_SERIES);
  }

  /** A sum with the text of its series; null for the others. */
  private record Keyed(@Nullable String key, Sum sum) {}

  private String key() {
    return byAgent ? "agent_id::text" : "model";
  }

  private List<String> dearest() {
    var values = new ArrayList<>(parameters);
    values.add(MOST_SERIES);
    return jdbc.sql(DEAREST.formatted(key(), where)).params(values).query(String.class).list();
  }

  private List<Keyed> sums(List<String> dearest) {
    List<Object> values = new ArrayList<>();
    values.add(new SqlArrayValue("text", dearest.toArray()));
    values.addAll(parameters);
    return jdbc.sql(SUMS.formatted(key(), where)).params(values).query(this::sum).list();
  }

  private Keyed sum(ResultSet row, int n) throws SQLException {
    var key = row.getString("key");
    var others = key == null;
    return new Keyed(
        key,
        new Sum(
            row.getObject("since", OffsetDateTime.class).toInstant(),
            others || byAgent || key.isEmpty() ? null : key,
            others || !byAgent ? null : UUID.fromString(key),
            others,
            row.getLong("uses"),
            row.getLong("input_tokens"),
            row.getLong("cached_input_tokens"),
            row.getLong("output_tokens"),
            row.getLong("tokens"),
            QuotaView.usd(row, "cost_usd")));
  }

  private List<Total> totals(List<String> dearest, List<Keyed> sums) {
    var names = byAgent ? names(dearest) : Map.<String, String>of();
    List<@Nullable String> keys = new ArrayList<>(dearest);
    keys.add(null);
    return keys.stream()
        .map(
            key ->
                total(
                    key,
                    names,
                    sums.stream().filter(s -> Objects.equals(s.key, key)).map(Keyed::sum).toList()))
        .filter(
            total ->
                !total.others()
                    || total.uses() != 0
                    || total.tokens() != 0
                    || total.costUsd().signum() != 0)
        .toList();
  }

  private Total total(@Nullable String key, Map<String, String> names, List<Sum> sums) {
    var model = byAgent || key == null || key.isEmpty() ? null : key;
    var agent = byAgent ? key : null;
    return new Total(
        model,
        agent == null ? null : UUID.fromString(agent),
        agent == null ? null : names.get(agent),
        key == null,
        sums.stream().mapToLong(Sum::uses).sum(),
        sums.stream().mapToLong(Sum::inputTokens).sum(),
        sums.stream().mapToLong(Sum::cachedInputTokens).sum(),
        sums.stream().mapToLong(Sum::outputTokens).sum(),
        sums.stream().mapToLong(Sum::tokens).sum(),
        QuotaView.plain(sums.stream().map(Sum::costUsd).reduce(BigDecimal.ZERO, BigDecimal::add)));
  }

  private Map<String, String> names(List<String> agents) {
    Map<String, String> names = new HashMap<>();
    jdbc.sql("SELECT agent_id, name FROM agents WHERE agent_id = ANY (?::uuid[])")
        .param(new SqlArrayValue("uuid", agents.toArray()))
        .query(
            row -> {
              names.put(row.getString(1), row.getString(2));
            });
    return names;
  }
}
