package com.geniinow.runtime.query.record;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.budget.BudgetEvent;
import com.geniinow.runtime.platform.database.RoundTrip;
import com.geniinow.runtime.query.record.Change.Delete;
import com.geniinow.runtime.query.record.Change.Erase;
import com.geniinow.runtime.query.record.Change.Insert;
import com.geniinow.runtime.query.record.Change.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcOperations;

/** The rows that a batch of events changes, in the order of the events. */
public final class Writes {
  private final List<Change> changes = new ArrayList<>();

  /** A new row that says itself whose it is. */
  public Insert insert(String table) {
    return added(new Insert(table, null));
  }

  /**
   * A new row of an agent; agent_id and entity_id are those of its row in agents. The platform has
   * none there: it is its own entity.
   */
  public Insert insert(String table, UUID agentId) {
    return of(table, agentId);
  }

  private Insert of(String table, UUID agentId) {
    return agentId.equals(Ids.PLATFORM)
        ? added(new Insert(table, null)).set("agent_id", agentId).set("entity_id", agentId)
        : added(new Insert(table, agentId));
  }

  /** A new row of whoever an event is of: an agent, the platform, or a budget. */
  Insert insert(String table, RuntimeEvent event) {
    return event instanceof BudgetEvent budget
        ? added(new Insert(table, null))
            .set("agent_id", budget.agentId())
            .set("entity_id", budget.entityId())
        : of(table, event.agentId());
  }

  /** A change of the row with this primary key, which must be there. */
  public Update update(String table, String keyColumn, UUID key) {
    return added(new Update(table, keyColumn, key));
  }

  /** The end of the row with this primary key, which must be there. */
  public void delete(String table, String keyColumn, UUID key) {
    changes.add(new Delete(table, keyColumn, key));
  }

  /** What becomes of all rows of an agent that hold text, or of some of them. */
  public Erase erase(String table, UUID agentId) {
    return added(new Erase(table, agentId));
  }

  /** Makes one such change alone, where it is not one of many. */
  public static void run(Erase erase, JdbcOperations jdbc) {
    var writes = new Writes();
    writes.added(erase);
    writes.flush(jdbc);
  }

  private <T extends Change> T added(T change) {
    changes.add(change);
    return change;
  }

  /** Hands over everything added so far and forgets it. */
  public List<Change> drain() {
    var drained = List.copyOf(changes);
    changes.clear();
    return drained;
  }

  /**
   * Sends everything added so far to PostgreSQL, in one round trip and in the order it was added,
   * and forgets it. Each statement must change exactly one row, but for those that erase: anything
   * else means that table and events disagree, and fails the transaction.
   */
  public void flush(JdbcOperations jdbc) {
    flush(jdbc, List.of(), false);
  }

  /**
   * The same in one round trip with others, of a transaction whose tenant all new rows belong to
   * that don't say themselves whose they are.
   *
   * @param before what is sent first
   */
  void flushOfTenant(JdbcOperations jdbc, List<RoundTrip.Part> before) {
    flush(jdbc, before, true);
  }

  private void flush(JdbcOperations jdbc, List<RoundTrip.Part> before, boolean isOfTenant) {
    var statements = new ArrayList<>(before);
    for (var change : JoinedUpdates.of(drain())) {
      var statement = Statement.of(change, isOfTenant);
      statements.add(
          new RoundTrip.Part(
              statement.sql(), statement.parameters(), change instanceof Erase ? null : 1));
    }
    RoundTrip.send(jdbc, statements);
  }
}
