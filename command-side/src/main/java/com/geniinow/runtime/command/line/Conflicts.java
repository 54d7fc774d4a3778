package com.geniinow.runtime.command.line;

import java.sql.SQLException;
import java.util.Set;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;

/** Which failures mean only that somebody else was faster. */
public final class Conflicts {
  /** Unique violation, serialization failure, deadlock. */
  private static final Set<String> RETRYABLE = Set.of("23505", "40001", "40P01");

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private Conflicts() {}

  /** Whether running the same command again may succeed. */
  public static boolean retryable(Throwable failure) {
    if (find(failure, ConcurrencyException.class) != null) {
      return true;
    }
    var sql = find(failure, SQLException.class);
    return sql != null && sql.getSQLState() != null && RETRYABLE.contains(sql.getSQLState());
  }

  /** Whether a lock was waited for too long. */
  public static boolean isLockTimeout(Throwable failure) {
    var sql = find(failure, SQLException.class);
    return sql != null && LOCK_NOT_AVAILABLE.equals(sql.getSQLState());
  }

  /** The first of this type among the failure and its causes. */
  public static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return type.cast(t);
      }
    }
    return null;
  }
}
