package com.geniinow.runtime.command.alert;

import com.geniinow.runtime.command.store.StoreConfiguration;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** What all processes counted, by the minute, and what of it people were told. */
@Component
class ShareBook {
  private static final Duration KEPT = Duration.ofHours(1);

  private final JdbcTemplate system;

  ShareBook(@Qualifier(StoreConfiguration.SYSTEM) JdbcTemplate system) {
    this.system = system;
  }

  /** Adds one process's counts to the minute's. */
  void add(String kind, Share.Counts counts) {
    system.update(
        """
        INSERT INTO fleet_counts AS c (kind, minute, total, bad) VALUES (?, ?, ?, ?)
        ON CONFLICT (kind, minute) DO UPDATE
          SET total = c.total + excluded.total, bad = c.bad + excluded.bad""",
        kind,
        counts.at().truncatedTo(ChronoUnit.MINUTES).atOffset(ZoneOffset.UTC),
        counts.total(),
        counts.bad());
  }

  /** The fleet's counts within a window, which is rounded down to whole minutes. */
  Share.Counts within(String kind, Duration window, Instant now) {
    var counts =
        system.queryForObject(
            """
            SELECT coalesce(sum(total), 0), coalesce(sum(bad), 0) FROM fleet_counts
            WHERE kind = ? AND minute > ?""",
            (row, n) -> new Share.Counts(now, row.getLong(1), row.getLong(2)),
            kind,
            now.minus(window).atOffset(ZoneOffset.UTC));
    if (counts == null) {
      throw new IllegalStateException("a sum is one row");
    }
    return counts;
  }

  void forget(Instant now) {
    system.update(
        "DELETE FROM fleet_counts WHERE minute < ?", now.minus(KEPT).atOffset(ZoneOffset.UTC));
  }

  /** The alert that people were given and that is not over; empty when all is well. */
  List<Told> told(String kind) {
    return system.query(
        "SELECT alert_id, channel FROM fleet_levels WHERE kind = ?",
        (row, n) ->
            new Told(
                row.getObject(1, UUID.class),
                "pagerduty".equals(row.getString(2)) ? Via.PAGERDUTY : Via.SLACK),
        kind);
  }

  void pass(String kind, Told told, Instant now) {
    system.update(
        "INSERT INTO fleet_levels (kind, alert_id, channel, since) VALUES (?, ?, ?, ?)",
        kind,
        told.alertId(),
        told.via().wire(),
        now.atOffset(ZoneOffset.UTC));
  }

  void leave(String kind) {
    system.update("DELETE FROM fleet_levels WHERE kind = ?", kind);
  }

  record Told(UUID alertId, Via via) {}
}
