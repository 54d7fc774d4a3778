package com.geniinow.runtime.query.view.access;

import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Runs reads in a read-only transaction whose first statement says who reads; row-level security
 * does the rest, so a query that forgets a WHERE shows nothing that is not the caller's. The
 * settings end with the transaction and never travel with a pooled connection.
 */
public final class CallerReads {
  private final TransactionOperations transactions;
  private final JdbcClient jdbc;

  public CallerReads(TransactionOperations transactions, JdbcClient jdbc) {
    this.transactions = transactions;
    this.jdbc = jdbc;
  }

  /** Reads as a caller; an auditor sees the rows that a founder or an administrator sees. */
  public <T extends @Nullable Object> T as(Caller caller, Function<JdbcClient, T> read) {
    return within(
        false,
        sight(caller),
        caller.role() == Role.AGENT ? caller.agentId() : null,
        caller.entityId(),
        read);
  }

  private static Role sight(Caller caller) {
    if (caller.role() != Role.AUDITOR) {
      return caller.role();
    }
    return caller.confinedTo() == null ? Role.ADMIN : Role.FOUNDER;
  }

  /** Reads as the runtime itself, where the right to do so was checked before. */
  public <T extends @Nullable Object> T asRuntime(Function<JdbcClient, T> read) {
    return within(false, Role.ADMIN, null, null, read);
  }

  /** Writes as the runtime itself the little that this login may write. */
  public void note(Consumer<JdbcClient> write) {
    within(
        true,
        Role.ADMIN,
        null,
        null,
        client -> {
          write.accept(client);
          return true;
        });
  }

  @SuppressWarnings("NullAway") // the callback's own result, null or not
  private <T extends @Nullable Object> T within(
      boolean writes,
      Role role,
      @Nullable UUID agentId,
      @Nullable UUID entityId,
      Function<JdbcClient, T> read) {
    return transactions.execute(
        transaction -> {
          if (writes) {
            jdbc.sql("SET TRANSACTION READ WRITE").update();
          }
          jdbc.sql(
                  """
                  SELECT set_config('genii.role', ?, true), set_config('genii.agent_id', ?, true),
                         set_config('genii.entity_id', ?, true)""")
              .params(role.name().toLowerCase(Locale.ROOT), text(agentId), text(entityId))
              .query()
              .singleRow();
          return read.apply(jdbc);
        });
  }

  private static String text(@Nullable UUID id) {
    return id == null ? "" : id.toString();
  }
}
