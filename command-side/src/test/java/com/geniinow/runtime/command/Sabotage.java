package com.geniinow.runtime.command;

import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A trigger that hurts what is written for one agent, until it is closed. It runs inside the
 * service's own transaction, so what it does is what PostgreSQL itself would do there.
 */
public final class Sabotage implements AutoCloseable {
  /** What injected errors say; must never reach a client. */
  public static final String MESSAGE = "sabotaged by a test";

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final String name;

  private Sabotage(String table, UUID agentId, String statements, String kind, String timing) {
    name = "sabotage_" + NUMBER.incrementAndGet();
    Superuser.jdbc()
        .execute(
            """
            CREATE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN %s RETURN NEW; END $$;
            CREATE %s %s AFTER %s FOR EACH ROW WHEN (NEW.agent_id = '%s')
              EXECUTE FUNCTION %s()"""
                .formatted(name, statements, kind, name, timing.formatted(table), agentId, name));
  }

  /** Runs PL/pgSQL statements after each row of the agent that is inserted or updated. */
  public static Sabotage after(String table, UUID agentId, String statements) {
    return new Sabotage(table, agentId, statements, "TRIGGER", "INSERT OR UPDATE ON %s");
  }

  /** Fails each insert and update of a row of the agent. */
  public static Sabotage failing(String table, UUID agentId) {
    return after(table, agentId, raise("P0001"));
  }

  /** Fails the commit of a transaction that inserted or updated a row of the agent. */
  public static Sabotage failingCommit(String table, UUID agentId) {
    return new Sabotage(
        table,
        agentId,
        raise("P0001"),
        "CONSTRAINT TRIGGER",
        "INSERT OR UPDATE ON %s DEFERRABLE INITIALLY DEFERRED");
  }

  /** Fails the first few writes with an SQL state and lets all others pass. */
  public static Sabotage failingFirst(int times, String sqlState, String table, UUID agentId) {
    var sequence = "sabotage_runs_" + NUMBER.incrementAndGet();
    // A sequence keeps counting when the transaction around it is rolled back.
    Superuser.jdbc()
        .execute(
            "CREATE SEQUENCE %s; GRANT USAGE ON SEQUENCE %s TO genii_command"
                .formatted(sequence, sequence));
    return after(
        table,
        agentId,
        "IF nextval('%s') <= %d THEN %s END IF;".formatted(sequence, times, raise(sqlState)));
  }

  /** Has the transaction wait for an advisory lock that the test holds. */
  public static Sabotage waitingFor(long lock, String table, UUID agentId) {
    return after(
        table, agentId, String.format(Locale.ROOT, "PERFORM pg_advisory_xact_lock(%d);", lock));
  }

  private static String raise(String sqlState) {
    return "RAISE EXCEPTION '%s' USING ERRCODE = '%s';".formatted(MESSAGE, sqlState);
  }

  @Override
  public void close() {
    Superuser.jdbc().execute("DROP FUNCTION " + name + " CASCADE");
  }
}
