package com.geniinow.runtime.command.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Chain;
import com.geniinow.runtime.command.Consistency;
import com.geniinow.runtime.command.Events;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.events.Ids;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** What a storm of prices must have left behind, reckoned from the table of prices by SQL alone. */
final class PriceProof {
  private static final Duration LONG = Duration.ofMinutes(20);

  /** One version of the model's price; the first place is its condition, the second its order. */
  private static final String PRICE =
      """
      LEFT JOIN LATERAL (SELECT m.version, m.input_usd_per_mtok AS input,
          coalesce(m.cached_input_usd_per_mtok, m.input_usd_per_mtok) AS cached,
          coalesce(m.cache_write_usd_per_mtok, greatest(m.input_usd_per_mtok, m.output_usd_per_mtok))
            AS written,
          m.output_usd_per_mtok AS output
        FROM model_prices m WHERE m.model = ? AND %s
        ORDER BY m.valid_from DESC, m.version DESC LIMIT 1) p ON true
      """;

  private static final String COST =
      """
      (((u.input_tokens - u.cached_input_tokens - u.cache_write_tokens) * p.input
        + u.cached_input_tokens * p.cached + u.cache_write_tokens * p.written
        + u.output_tokens * p.output) / 1000000)""";

  /** What of a use a blocking limit had no room for isn't charged. */
  private static final String IS_CUT =
      """
      EXISTS (SELECT FROM domain_event_entry c WHERE c.agent_id = u.agent_id
        AND c.payload_type LIKE '%UsageImplausible'
        AND c.payload::jsonb ->> 'taskId' = u.task_id::text
        AND (c.payload::jsonb ->> 'attempt')::int = u.attempt)""";

  private static final String WRONG_USES =
      "SELECT u.held_at, u.price_version, p.version, u.cost_usd, "
          + COST
          + " AS due_usd FROM agent_quota_usage u "
          + PRICE.formatted("m.valid_from <= u.held_at")
          + " WHERE u.agent_id = ANY (?) AND u.kind = 'use' AND NOT u.estimated AND (p.version IS NULL"
          + " OR u.price_version IS DISTINCT FROM p.version OR (u.cost_usd <> "
          + COST
          + " AND NOT "
          + IS_CUT
          + "))";

  private static final String WRONG_HOLDS =
      "SELECT e.payload, p.* FROM domain_event_entry e"
          + " CROSS JOIN LATERAL (SELECT e.payload::jsonb AS said) x "
          + PRICE.formatted("m.valid_from <= (x.said ->> 'at')::timestamptz")
          + """
             WHERE e.agent_id = ANY (?) AND e.payload_type LIKE '%UsageReserved'
            AND (p.version IS NULL OR (x.said ->> 'priceVersion')::int IS DISTINCT FROM p.version
              OR (x.said ->> 'costUsd')::numeric <> (x.said ->> 'tokens')::numeric
                * greatest(p.input, p.cached, p.written, p.output) / 1000000)""";

  /** A use is priced at the moment of its own hold; one that nobody reported costs that hold. */
  private static final String WITHOUT_HOLD =
      """
      SELECT u.* FROM agent_quota_usage u WHERE u.agent_id = ANY (?) AND u.kind = 'use'
      AND NOT EXISTS (SELECT FROM domain_event_entry e WHERE e.agent_id = u.agent_id
        AND e.payload_type LIKE '%UsageReserved'
        AND e.payload::jsonb ->> 'taskId' = u.task_id::text
        AND (e.payload::jsonb ->> 'attempt')::int = u.attempt
        AND (e.payload::jsonb ->> 'at')::timestamptz = u.held_at
        AND (NOT u.estimated OR ((e.payload::jsonb ->> 'costUsd')::numeric = u.cost_usd
          AND (e.payload::jsonb ->> 'priceVersion')::int = u.price_version)))""";

  private static final String NOT_REPRICED =
      "SELECT u.* FROM agent_quota_usage u "
          + PRICE.formatted("m.version = ?")
          + " WHERE u.agent_id = ANY (?) AND u.kind = 'use' AND u.cost_usd + coalesce((SELECT"
          + " sum(o.cost_usd) FROM agent_quota_usage o WHERE o.corrects = u.usage_id), 0) <> "
          + COST
          // What a limit left no room for, it doesn't leave room for at another price.
          + """

            AND NOT EXISTS (SELECT FROM domain_event_entry e WHERE e.agent_id = u.agent_id
              AND e.payload_type LIKE '%UsageImplausible'
              AND e.payload::jsonb ->> 'taskId' = u.task_id::text
              AND (e.payload::jsonb ->> 'attempt')::int = u.attempt)""";

  private static final String LATE =
      """
      SELECT count(*) FROM agent_quota_usage u WHERE u.agent_id = ANY (?) AND u.kind = 'use'
      AND EXISTS (SELECT FROM model_prices m WHERE m.model = u.model
        AND m.valid_from > u.held_at AND m.valid_from <= u.recorded_at)""";

  private static final String RETRIED_AT_ANOTHER_PRICE =
      """
      SELECT count(*) FROM agent_quota_usage a JOIN agent_quota_usage b
        ON b.task_id = a.task_id AND b.attempt = a.attempt + 1
      WHERE a.agent_id = ANY (?) AND a.price_version <> b.price_version""";

  private final Fleet fleet;
  private final String model;
  private final List<UUID> agents;
  private final UUID[] ids;

  PriceProof(Fleet fleet, String model, List<UUID> agents) {
    this.fleet = fleet;
    this.model = model;
    this.agents = agents;
    this.ids = agents.toArray(UUID[]::new);
  }

  void verify() throws Exception {
    Load.await("the end of all tasks", LONG, () -> Load.open() == 0);
    Load.await("the end of the reprice in between", LONG, this::isRepriced);
    prices();
    reprice();
    for (var agent : agents) {
      limits(agent);
      Consistency.assertTablesFollowEvents(agent);
    }
    Chain.assertUnbroken(Ids.PLATFORM);
    var replayed = fleet.api(1).asAdmin("POST", "/api/audit/verify", Map.of());
    assertThat(replayed.body().path("identical").asBoolean()).as("%s", replayed).isTrue();
  }

  /** Each hold and each use, and that the storm had what it is about. */
  private void prices() {
    assertThat(rows(WRONG_HOLDS, model, ids)).isEmpty();
    assertThat(rows(WRONG_USES, model, ids)).isEmpty();
    assertThat(rows(WITHOUT_HOLD, (Object) ids)).isEmpty();
    var uses = "FROM agent_quota_usage WHERE agent_id = ANY (?) AND ";
    var said = "FROM domain_event_entry WHERE agent_id = ANY (?) AND payload_type LIKE ";
    var found =
        Map.of(
            "uses", count("SELECT count(*) " + uses + "kind = 'use'"),
            "versions", count("SELECT count(DISTINCT price_version) " + uses + "kind = 'use'"),
            "settled after a raise", count(LATE),
            "retried at another price", count(RETRIED_AT_ANOTHER_PRICE),
            "never reported", count("SELECT count(*) " + uses + "estimated"),
            "price assumed", count("SELECT count(*) " + uses + "price_assumed"),
            "corrections", count("SELECT count(*) " + uses + "kind = 'correction'"),
            "refused", count("SELECT count(*) " + said + "'%UsageRefused'"),
            "used more than held", count("SELECT count(*) " + said + "'%OverageRecorded'"),
            "cut to the limit", count("SELECT count(*) " + said + "'%UsageImplausible'"));
    System.out.println("prices: " + found);
    assertThat(found.values()).as("%s", found).allSatisfy(n -> assertThat(n).isPositive());
    assertThat(found.get("versions")).isGreaterThanOrEqualTo(5);
  }

  /** Nothing but a correction brings an agent above a limit, or further above it. */
  private static void limits(UUID agent) {
    var events = Events.of(agent);
    var limits = events.all().get(1).payload().path("limits");
    assertThat(
            events.passing(
                limits.path("monthlyTokens").asLong(),
                new BigDecimal(limits.path("monthlyCostUsd").asString())))
        .as("what brought %s above its limits", agent)
        .isSubsetOf("UsageCorrected");
  }

  /** Every use costs what it costs at the last version, once it was repriced; again is nothing. */
  private void reprice() throws Exception {
    var version =
        (int) Superuser.count("SELECT max(version) FROM model_prices WHERE model = ?", model);
    var first = repriced(version);
    assertThat(first.path("corrected").asLong()).as("%s", first).isPositive();
    assertThat(first.path("refused").asLong()).as("%s", first).isZero();
    assertThat(rows(NOT_REPRICED, model, version, ids)).isEmpty();
    assertThat(repriced(version).path("corrected").asLong()).isZero();
  }

  private JsonNode repriced(int version) throws Exception {
    var body =
        Map.of(
            "from",
            "2020-01-01T00:00:00Z",
            "to",
            Instant.now().plusSeconds(60).toString(),
            "version",
            version,
            "reason",
            "all at the last price");
    var ordered = fleet.api(2).asAdmin("POST", "/api/prices/" + model + "/reprice", body);
    var path = "/api/prices/reprices/" + ordered.text("reprice_id");
    Load.await("a reprice", LONG, this::isRepriced);
    return fleet.api(0).asAdmin("GET", path, null).body();
  }

  private boolean isRepriced() {
    return Superuser.count(
            "SELECT count(*) FROM reprices WHERE model = ? AND finished_at IS NULL", model)
        == 0;
  }

  private long count(String sql) {
    return Superuser.count(sql, (Object) ids);
  }

  private static List<Map<String, Object>> rows(String sql, Object... parameters) {
    return Superuser.jdbc().queryForList(sql + " LIMIT 5", parameters);
  }
}
