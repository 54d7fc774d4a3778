package com.geniinow.runtime.command.price;

import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.platform.model.ModelNames;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The orders to charge by another price, and the uses that they look at. */
@Component
class RepriceTable {
  private static final UUID FIRST = new UUID(0, 0);

  /**
   * What is at or before an order's place was counted, and a finished order counts nothing more.
   */
  private static final String BEFORE =
      "(cursor_agent, cursor_at, cursor_usage) < (?, ?, ?) AND finished_at IS NULL";

  private final JdbcClient command;
  private final JdbcClient system;

  RepriceTable(JdbcClient command, @Qualifier(StoreConfiguration.SYSTEM) JdbcClient system) {
    this.command = command;
    this.system = system;
  }

  /** Part of the command that orders it. */
  void add(OrderReprice order) {
    command
        .sql(
            """
            INSERT INTO reprices (reprice_id, model, version, held_from, held_to, reason, dry_run,
              requested_by, requested_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""")
        .param(order.repriceId())
        .param(order.model())
        .param(order.version())
        .param(utc(order.from()))
        .param(utc(order.to()))
        .param(order.reason())
        .param(order.dryRun())
        .param(order.by())
        .param(utc(order.at()))
        .update();
  }

  Optional<Reprice> find(UUID repriceId) {
    return system
        .sql("SELECT * FROM reprices WHERE reprice_id = ?")
        .param(repriceId)
        .query(RepriceTable::read)
        .optional();
  }

  /** The oldest one that has not been finished. */
  Optional<Reprice> next() {
    return system
        .sql(
            """
            SELECT * FROM reprices WHERE finished_at IS NULL
            ORDER BY requested_at, reprice_id LIMIT 1""")
        .query(RepriceTable::read)
        .optional();
  }

  /** Where an order goes on: behind this use. */
  record Place(UUID agentId, Instant at, UUID usageId) {}

  /**
   * A row of usage.
   *
   * @param wanted whether the order is about it
   */
  record Use(UUID agentId, UUID usageId, Instant at, boolean wanted) {
    Place place() {
      return new Place(agentId, at, usageId);
    }
  }

  Place place(UUID repriceId) {
    return system
        .sql("SELECT cursor_agent, cursor_at, cursor_usage FROM reprices WHERE reprice_id = ?")
        .param(repriceId)
        .query(
            (row, n) ->
                new Place(
                    row.getObject(1, UUID.class),
                    row.getObject(3, UUID.class).equals(FIRST)
                        ? Instant.EPOCH
                        : row.getObject(2, OffsetDateTime.class).toInstant(),
                    row.getObject(3, UUID.class)))
        .single();
  }

  /** The next rows of all agents, in the order of an index that is there anyway. */
  List<Use> after(Reprice order, Place place, int rows) {
    return system
        .sql(
            """
            SELECT agent_id, usage_id, recorded_at, kind = 'use' AND model IS NOT NULL
              AND (model = ? OR regexp_replace(model, ?, '') = ?)
              AND coalesce(held_at, recorded_at) >= ? AND coalesce(held_at, recorded_at) < ?
            FROM agent_quota_usage WHERE (agent_id, recorded_at, usage_id) > (?, ?, ?)
            ORDER BY agent_id, recorded_at, usage_id LIMIT ?""")
        .param(order.model())
        .param(ModelNames.DATE)
        .param(order.model())
        .param(utc(order.from()))
        .param(utc(order.to()))
        .param(place.agentId())
        .param(utc(place.at()))
        .param(place.usageId())
        .param(rows)
        .query(
            (row, n) ->
                new Use(
                    row.getObject(1, UUID.class),
                    row.getObject(2, UUID.class),
                    row.getObject(3, OffsetDateTime.class).toInstant(),
                    row.getBoolean(4)))
        .list();
  }

  /**
   * Part of the command that corrects a use: whether nobody has counted it yet. Nobody else counts
   * for this order until the command ends.
   */
  boolean isNext(UUID repriceId, Place place) {
    return command
        .sql("SELECT 1 FROM reprices WHERE reprice_id = ? AND " + BEFORE + " FOR UPDATE")
        .param(repriceId)
        .param(place.agentId())
        .param(utc(place.at()))
        .param(place.usageId())
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  /** Part of the command that corrects a use: adds what became of it, and goes on behind it. */
  void counted(UUID repriceId, Place place, Tally tally) {
    passed(command, repriceId, place, tally);
  }

  /** Adds to an order and goes on behind a place, unless somebody did so before. */
  void passed(UUID repriceId, Place place, Tally tally) {
    passed(system, repriceId, place, tally);
  }

  private static void passed(JdbcClient jdbc, UUID repriceId, Place place, Tally tally) {
    jdbc.sql(
            """
            UPDATE reprices SET examined = examined + ?, corrected = corrected + ?,
              unchanged = unchanged + ?, refused = refused + ?, delta_usd = delta_usd + ?,
              cursor_agent = ?, cursor_at = ?, cursor_usage = ? WHERE reprice_id = ? AND\s"""
                + BEFORE)
        .param(tally.examined())
        .param(tally.corrected())
        .param(tally.unchanged())
        .param(tally.refused())
        .param(tally.deltaUsd())
        .param(place.agentId())
        .param(utc(place.at()))
        .param(place.usageId())
        .param(repriceId)
        .param(place.agentId())
        .param(utc(place.at()))
        .param(place.usageId())
        .update();
  }

  void finished(UUID repriceId, Instant at) {
    system
        .sql("UPDATE reprices SET finished_at = ? WHERE reprice_id = ? AND finished_at IS NULL")
        .param(utc(at))
        .param(repriceId)
        .update();
  }

  /** What became of some uses. */
  record Tally(long examined, long corrected, long unchanged, long refused, BigDecimal deltaUsd) {
    static final Tally NONE = new Tally(0, 0, 0, 0, Usd.ZERO);
    static final Tally UNCHANGED = new Tally(1, 0, 1, 0, Usd.ZERO);
    static final Tally REFUSED = new Tally(1, 0, 0, 1, Usd.ZERO);

    /** Of one use that got, or would get, another price. */
    static Tally corrected(BigDecimal deltaUsd) {
      return new Tally(1, 1, 0, 0, deltaUsd);
    }
  }

  private static Reprice read(ResultSet row, int n) throws SQLException {
    return new Reprice(
        row.getObject("reprice_id", UUID.class),
        row.getString("model"),
        row.getInt("version"),
        instant(row, "held_from"),
        instant(row, "held_to"),
        row.getString("reason"),
        row.getBoolean("dry_run"),
        row.getObject("finished_at") == null ? "running" : "done",
        row.getLong("examined"),
        row.getLong("corrected"),
        row.getLong("unchanged"),
        row.getLong("refused"),
        Usd.of(row.getBigDecimal("delta_usd")),
        row.getString("requested_by"),
        instant(row, "requested_at"),
        orNull(row.getObject("finished_at", OffsetDateTime.class)));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static @Nullable Instant orNull(@Nullable OffsetDateTime at) {
    return at == null ? null : at.toInstant();
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
