package com.geniinow.runtime.command.alert;

import com.geniinow.runtime.command.store.StoreConfiguration;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What all processes counted, by the minute, and what of it people were told. */
@Component
class ShareTable {
  private static final Duration KEPT = Duration.ofHours(1);

  private final JdbcClient system;

  ShareTable(@Qualifier(StoreConfiguration.SYSTEM) JdbcClient system) {
    this.system = system;
  }

  /** Adds one process's counts to the minute's. */
  void add(String kind, Share.Counts counts) {
    system
        .sql(
            """
            INSERT INTO fleet_counts AS c (kind, minute, total, bad) VALUES (?, ?, ?, ?)
            ON CONFLICT (kind, minute) DO UPDATE
              SET total = c.total + excluded.total, bad = c.bad + excluded.bad""")
        .param(kind)
        .param(counts.at().truncatedTo(ChronoUnit.MINUTES).atOffset(ZoneOffset.UTC))
        .param(counts.total())
        .param(counts.bad())
        .update();
  }

  /** The fleet's counts within a window, which is rounded down to whole minutes. */
  Share.Counts within(String kind, Duration window, Instant now) {
    return system
        .sql(
            """
            SELECT coalesce(sum(total), 0), coalesce(sum(bad), 0) FROM fleet_counts
            WHERE kind = ? AND minute > ?""")
        .param(kind)
        .param(now.minus(window).atOffset(ZoneOffset.UTC))
        .query((row, n) -> new Share.Counts(now, row.getLong(1), row.getLong(2)))
        .single();
  }

  void forget(Instant now) {
    system
        .sql("DELETE FROM fleet_counts WHERE minute < ?")
        .param(now.minus(KEPT).atOffset(ZoneOffset.UTC))
        .update();
  }

  /** The alert that people were given and that is not over; empty when all is well. */
  List<Told> told(String kind) {
    return system
        .sql("SELECT alert_id, channel FROM fleet_levels WHERE kind = ?")
        .param(kind)
        .query(
            (row, n) ->
                new Told(
                    row.getObject(1, UUID.class),
                    "pagerduty".equals(row.getString(2)) ? Via.PAGERDUTY : Via.SLACK))
        .list();
  }

  void pass(String kind, Told told, Instant now) {
    system
        .sql("INSERT INTO fleet_levels (kind, alert_id, channel, since) VALUES (?, ?, ?, ?)")
        .param(kind)
        .param(told.alertId())
        .param(told.via().wire())
        .param(now.atOffset(ZoneOffset.UTC))
        .update();
  }

  void leave(String kind) {
    system.sql("DELETE FROM fleet_levels WHERE kind = ?").param(kind).update();
  }

  record Told(UUID alertId, Via via) {}
}
