package com.geniinow.runtime.platform.database;

import com.geniinow.runtime.platform.database.RoundTrip.Part;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Changes of this thread's transaction whose outcome nobody waits for: they go with its last ones
 * in one round trip, and before its commit in any case. Nothing in the transaction may read them.
 */
public final class LateWrites {
  private final JdbcOperations jdbc;

  public LateWrites(JdbcOperations jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Adds a change to this thread's transaction, which must be one of the same database.
   *
   * @throws IllegalStateException where there is no transaction, or where it commits already
   */
  public void add(Part part) {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException("there is no transaction to write in");
    }
    var waiting = waiting();
    if (waiting == null) {
      waiting = new Waiting(jdbc);
      TransactionSynchronizationManager.bindResource(LateWrites.class, waiting);
      TransactionSynchronizationManager.registerSynchronization(waiting);
    }
    waiting.add(part);
  }

  /** Hands over what waits in this thread's transaction, in its order, to who sends it. */
  public static List<Part> take() {
    var waiting = waiting();
    return waiting == null ? List.of() : waiting.drain();
  }

  private static @Nullable Waiting waiting() {
    return (Waiting) TransactionSynchronizationManager.getResource(LateWrites.class);
  }

  /** Of one transaction. */
  private static final class Waiting implements TransactionSynchronization {
    private final JdbcOperations jdbc;
    private final List<Part> parts = new ArrayList<>();
    private boolean commits;

    Waiting(JdbcOperations jdbc) {
      this.jdbc = jdbc;
    }

    void add(Part part) {
      if (commits) {
        throw new IllegalStateException("the transaction commits already");
      }
      parts.add(part);
    }

    List<Part> drain() {
      var drained = List.copyOf(parts);
      parts.clear();
      return drained;
    }

    @Override
    public void beforeCommit(boolean readOnly) {
      commits = true;
      RoundTrip.send(jdbc, drain());
    }

    @Override
    public void suspend() {
      TransactionSynchronizationManager.unbindResource(LateWrites.class);
    }

    @Override
    public void resume() {
      TransactionSynchronizationManager.bindResource(LateWrites.class, this);
    }

    @Override
    public void afterCompletion(int status) {
      TransactionSynchronizationManager.unbindResourceIfPossible(LateWrites.class);
    }
  }
}
