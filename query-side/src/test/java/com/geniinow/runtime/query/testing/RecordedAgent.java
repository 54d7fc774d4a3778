package com.geniinow.runtime.query.testing;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.quota.QuotaEvent;
import com.geniinow.runtime.events.quota.RateEvent;
import com.geniinow.runtime.events.quota.StorageEvent;
import com.geniinow.runtime.query.record.Projections;
import com.geniinow.runtime.query.record.StoredEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** An agent of a test's own, whose events become rows as those of the command side do. */
public final class RecordedAgent {
  private final UUID id = UUID.randomUUID();
  private final UUID entity;
  private final Happened happened;
  private final Map<String, Long> sequences = new HashMap<>();
  private final List<StoredEvent> events = new ArrayList<>();

  private RecordedAgent(UUID entity) {
    this.entity = entity;
    this.happened = new Happened(id, entity);
  }

  /** One that was just provisioned, in an entity of its own. */
  public static RecordedAgent provisioned() {
    return provisioned(UUID.randomUUID());
  }

  public static RecordedAgent provisioned(UUID entity) {
    var agent = new RecordedAgent(entity);
    agent.commit(agent.happened.provisioned(), agent.happened.quotaOpened());
    return agent;
  }

  public UUID id() {
    return id;
  }

  public UUID entity() {
    return entity;
  }

  /** Makes events of this agent. */
  public Happened happened() {
    return happened;
  }

  /** All that were committed, in their order. */
  public List<StoredEvent> events() {
    return events;
  }

  /** Projects the events of one commit, in a transaction that may write this agent's rows alone. */
  public void commit(RuntimeEvent... payloads) {
    var stored = List.of(payloads).stream().map(this::stored).toList();
    asItsCommand(jdbc -> new Projections(jdbc, id -> null).project(stored));
    events.addAll(stored);
  }

  /** One transaction that acts for this agent, as each of its commands does. */
  public void asItsCommand(Consumer<JdbcTemplate> work) {
    Database.asCommand(
        jdbc -> {
          jdbc.query("SELECT genii_enter(?, ?, ?)", row -> {}, id, Ids.quotaOf(id), entity);
          work.accept(jdbc);
        });
  }

  private StoredEvent stored(RuntimeEvent payload) {
    var type =
        payload instanceof QuotaEvent
                || payload instanceof RateEvent
                || payload instanceof StorageEvent
            ? "Quota"
            : "Agent";
    long sequence = sequences.merge(type, 1L, Long::sum) - 1;
    return new StoredEvent(UUID.randomUUID(), type, sequence, payload, null);
  }

  /** Its row in agents. */
  public Map<String, @Nullable String> row() {
    return Database.rows("agents", "agent_id", id).getFirst();
  }

  /** Its row in agent_quotas. */
  public Map<String, @Nullable String> quota() {
    return Database.rows("agent_quotas", "agent_id", id).getFirst();
  }

  /** A row of agent_tasks. */
  public static Map<String, @Nullable String> task(UUID task) {
    return Database.rows("agent_tasks", "task_id", task).getFirst();
  }

  /** How many of its rows a table has. */
  public int count(String table) {
    return Database.rows(table, "agent_id", id).size();
  }

  /** The tables of record that have rows of agents; the others are the platform's or budgets'. */
  public static List<String> tables() {
    var others =
        Set.of(
            "model_prices",
            "revoked_subjects",
            "budgets",
            "legal_holds",
            "retentions",
            "erasures",
            "brakes",
            "task_types",
            "webhooks");
    return Projections.TABLES.stream().filter(table -> !others.contains(table)).toList();
  }

  /** A task that was just submitted. */
  public UUID submitted() {
    var task = UUID.randomUUID();
    commit(happened.submitted(task));
    return task;
  }
}
