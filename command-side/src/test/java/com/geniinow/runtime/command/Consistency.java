package com.geniinow.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** The tables of record beside the events they derive from, by the tests' own reckoning. */
public final class Consistency {
  private Consistency() {}

  /** Fails where a table says something else than the agent's events. */
  public static void assertTablesFollowEvents(UUID agentId) {
    Superuser.inOneSnapshot(() -> compare(agentId));
  }

  private static void compare(UUID agentId) {
    var events = Events.of(agentId);
    assertThat(events.gapless()).as("streams of %s", agentId).isTrue();
    assertThat(
            Superuser.jdbc()
                .queryForList(
                    "SELECT event_id::text FROM system_events WHERE agent_id = ? ORDER BY 1",
                    String.class,
                    agentId))
        // Not by AssertJ's comparison in any order, whose time grows with the square.
        .isEqualTo(events.all().stream().map(Events.Event::id).sorted().toList());
    Chain.assertUnbroken(agentId);
    assertQuota(agentId, events);
    assertStorage(agentId);
    assertThat(statuses(agentId)).isEqualTo(events.statuses());
  }

  private static void assertQuota(UUID agentId, Events events) {
    var row =
        Superuser.jdbc().queryForMap("SELECT * FROM agent_quotas WHERE agent_id = ?", agentId);
    var shown =
        new Events.Totals(
            (Long) row.get("monthly_tokens_used"),
            (Long) row.get("monthly_tokens_reserved"),
            (BigDecimal) row.get("monthly_cost_used_usd"),
            (BigDecimal) row.get("monthly_cost_reserved_usd"));
    var period = (String) row.get("period");
    assertThat(shown.normal()).isEqualTo(events.totals(period));
    var usage =
        Superuser.jdbc()
            .queryForMap(
                """
                SELECT coalesce(sum(tokens), 0)::bigint AS tokens,
                  coalesce(sum(cost_usd), 0) AS cost, count(*) AS rows
                FROM agent_quota_usage WHERE agent_id = ? AND period = ?""",
                agentId,
                period);
    assertThat(usage.get("tokens")).isEqualTo(row.get("monthly_tokens_used"));
    assertThat((BigDecimal) usage.get("cost"))
        .isEqualByComparingTo((BigDecimal) row.get("monthly_cost_used_usd"));
    assertThat(
            Superuser.count("SELECT count(*) FROM agent_quota_usage WHERE agent_id = ?", agentId))
        .isEqualTo(events.count("UsageRecorded") + events.count("UsageCorrected"));
  }

  /** What files take is what the events say, what the quota shows and what the files add up to. */
  private static void assertStorage(UUID agentId) {
    var table = StorageBook.of(agentId);
    long used = table.used();
    assertThat(
            Superuser.count(
                "SELECT storage_reserved_bytes FROM agent_quotas WHERE agent_id = ?", agentId))
        .isEqualTo(table.reserved());
    assertThat(
            Superuser.count(
                "SELECT storage_used_bytes FROM agent_quotas WHERE agent_id = ?", agentId))
        .isEqualTo(used);
    assertThat(
            Superuser.count(
                "SELECT coalesce(sum(size_bytes), 0)::bigint FROM agent_files WHERE agent_id = ?",
                agentId))
        .isEqualTo(used);
  }

  private static Map<UUID, String> statuses(UUID agentId) {
    var statuses = new HashMap<UUID, String>();
    Superuser.jdbc()
        .query(
            "SELECT task_id, status FROM agent_tasks WHERE agent_id = ?",
            row -> {
              statuses.put(row.getObject(1, UUID.class), row.getString(2));
            },
            agentId);
    return statuses;
  }
}
