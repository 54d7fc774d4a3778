package com.geniinow.runtime.platform.problem;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * Tells a database that is unavailable, or that gave up on this transaction, from a fault of ours.
 * The transaction was rolled back, or its connection was lost: trying again with the same
 * idempotency key is right in both cases.
 */
final class DatabaseProblems {
  /** PostgreSQL shutting down, starting up, cut off, or without a free connection. */
  private static final Set<String> AWAY = Set.of("57P01", "57P02", "57P03", "57P05", "53300");

  /** What the pool says, without a state, of a connection that broke earlier in the transaction. */
  private static final String CUT = "Connection is closed";

  /** Serialization failure, deadlock, lock time-out, statement time-out. */
  private static final Set<String> GAVE_UP = Set.of("40001", "40P01", "55P03", "57014");

  /** U+0000, which JSON can write and PostgreSQL's text can't hold, or a broken encoding. */
  private static final Set<String> UNSTORABLE = Set.of("22021", "22P05");

  private DatabaseProblems() {}

  static Optional<Problem> of(Throwable thrown) {
    if (Causes.any(thrown, DatabaseProblems::isAway)) {
      return Optional.of(Problem.of(Reason.UNAVAILABLE, "The database is away; try again."));
    }
    if (Causes.any(thrown, DatabaseProblems::gaveUp)) {
      return Optional.of(Problem.of(Reason.UNAVAILABLE, "The database is busy; try again."));
    }
    if (Causes.any(thrown, cause -> UNSTORABLE.contains(state(cause)))) {
      return Optional.of(
          Problem.of(Reason.INVALID_REQUEST, "Text must not hold U+0000 or unpaired surrogates."));
    }
    return Optional.empty();
  }

  private static boolean isAway(Throwable cause) {
    return cause instanceof CannotCreateTransactionException
        || cause instanceof DataAccessResourceFailureException
        || cause instanceof SQLTransientConnectionException
        || cause instanceof SQLNonTransientConnectionException
        || cause instanceof SQLRecoverableException
        || state(cause).startsWith("08")
        || AWAY.contains(state(cause))
        || cause instanceof SQLException && CUT.equals(cause.getMessage());
  }

  private static boolean gaveUp(Throwable cause) {
    return cause instanceof TransientDataAccessException || GAVE_UP.contains(state(cause));
  }

  private static String state(Throwable cause) {
    @Nullable String state = cause instanceof SQLException sql ? sql.getSQLState() : null;
    return state == null ? "" : state;
  }
}
