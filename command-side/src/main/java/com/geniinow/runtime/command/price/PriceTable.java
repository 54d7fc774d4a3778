package com.geniinow.runtime.command.price;

import com.geniinow.runtime.command.line.HeldAlone;
import com.geniinow.runtime.command.price.PriceVersions.Version;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.query.view.price.PriceRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of all prices, as a command's transaction sees it. */
@Component
class PriceTable {
  private final JdbcClient jdbc;

  PriceTable(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Waits until no command is under way that has read the book, and keeps new ones waiting; for a
   * second at most.
   *
   * @throws RefusedException when some command takes longer
   */
  void holdAlone() {
    HeldAlone.hold(jdbc, "genii.prices", new Refusal.PricesBusy());
  }

  /** The whole book. */
  PriceVersions read(long position) {
    var openedAt =
        jdbc.sql("SELECT min(created_at) FROM model_prices")
            .query((row, n) -> row.getObject(1, OffsetDateTime.class))
            .single();
    return PriceVersions.of(
        position,
        openedAt == null ? Instant.EPOCH : openedAt.toInstant(),
        jdbc.sql("SELECT * FROM model_prices").query(PriceTable::version).list());
  }

  private static Version version(ResultSet row, int n) throws SQLException {
    return new Version(
        row.getString("model"),
        row.getInt("version"),
        row.getObject("valid_from", OffsetDateTime.class).toInstant(),
        PriceRow.read(row));
  }
}
