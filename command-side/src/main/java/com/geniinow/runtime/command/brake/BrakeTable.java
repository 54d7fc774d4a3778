package com.geniinow.runtime.command.brake;

import com.geniinow.runtime.command.line.HeldAlone;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.events.brake.BrakeScope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of brakes, as a command's transaction sees it. */
@Component
class BrakeTable {
  private final JdbcClient jdbc;

  BrakeTable(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Waits until no command is under way that knows less brakes, and keeps new ones waiting; for a
   * second at most.
   *
   * @throws RefusedException when some command takes longer
   */
  void holdAlone() {
    HeldAlone.hold(jdbc, "genii.brakes", new Refusal.BrakesBusy());
  }

  /** Those in force, the oldest first. */
  List<Brake> inForce() {
    return jdbc.sql(
            """
            SELECT brake_id, scope, id, since, reason FROM brakes WHERE released_at IS NULL
            ORDER BY since, brake_id""")
        .query(BrakeTable::read)
        .list();
  }

  /** Whether there ever was one of this id. */
  boolean knows(UUID brakeId) {
    return jdbc.sql("SELECT EXISTS (SELECT FROM brakes WHERE brake_id = ?)")
        .param(brakeId)
        .query(Boolean.class)
        .single();
  }

  private static Brake read(ResultSet row, int n) throws SQLException {
    return new Brake(
        row.getObject(1, UUID.class),
        BrakeScope.of(row.getString(2)),
        row.getString(3),
        row.getObject(4, OffsetDateTime.class).toInstant(),
        row.getString(5));
  }
}
