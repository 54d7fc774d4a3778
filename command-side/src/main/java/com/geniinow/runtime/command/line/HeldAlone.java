package com.geniinow.runtime.command.line;

import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What every command shares to its end, such as the prices that it has read, and one holds alone
 * who changes it: so it waits until nobody is under way who knows it as it was, and keeps new ones
 * waiting, for a second at most. Then it lets them pass and asks again, three times in all.
 */
public final class HeldAlone {
  private static final int TRIES = 3;

  /** No command of anybody's waits longer for it. */
  private static final String PATIENCE =
      "SELECT current_setting('lock_timeout'), set_config('lock_timeout', '1s', true)";

  private static final String LOCK =
      "SELECT pg_advisory_xact_lock(hashtextextended(?, 0)), set_config('lock_timeout', ?, true)";

  private HeldAlone() {}

  /**
   * Holds it until the transaction ends.
   *
   * @param what as commands share it, such as {@code genii.prices}
   * @param busy what is told where some command takes longer
   * @throws RefusedException when some do whenever it asks
   */
  public static void hold(JdbcClient jdbc, String what, Refusal busy) {
    var before = jdbc.sql(PATIENCE).query((row, n) -> row.getString(1)).single();
    jdbc.sql("SAVEPOINT alone").update();
    for (var tries = 1; !held(jdbc, what, before); tries++) {
      if (tries == TRIES) {
        throw busy.exception();
      }
      // The transaction goes on from here, with nothing but that wait undone.
      jdbc.sql("ROLLBACK TO SAVEPOINT alone").update();
    }
  }

  private static boolean held(JdbcClient jdbc, String what, String before) {
    try {
      jdbc.sql(LOCK).param(what).param(before).query(row -> {});
      return true;
    } catch (DataAccessException e) {
      if (Conflicts.isLockTimeout(e)) {
        return false;
      }
      throw e;
    }
  }
}
