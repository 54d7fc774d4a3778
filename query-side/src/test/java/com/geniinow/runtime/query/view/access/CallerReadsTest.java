package com.geniinow.runtime.query.view.access;

import static com.geniinow.runtime.query.testing.Callers.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.events.budget.BudgetLimits;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Ownership.TaskOwner;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.query.testing.Callers;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.Happened;
import com.geniinow.runtime.query.testing.RecordedAgent;
import com.geniinow.runtime.query.testing.RecordedBudget;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** That a query that forgets its WHERE shows nothing that is not the caller's, in any table. */
class CallerReadsTest {
  private final CallerReads reads = Database.reads();
  private final RecordedAgent agent = RecordedAgent.provisioned();
  private final RecordedAgent sibling = RecordedAgent.provisioned(agent.entity());
  private final RecordedAgent stranger = RecordedAgent.provisioned();

  @BeforeEach
  void each_has_a_row_in_each_table() {
    for (var each : List.of(agent, sibling, stranger)) {
      var task = each.submitted();
      var happened = each.happened();
      each.commit(happened.reserved(task, 1, "1", "2026-03"));
      each.commit(happened.used(task, 1, 1, "1", "2026-03"), happened.stored(task));
      each.commit(happened.key(UUID.randomUUID(), "h"));
      each.commit(happened.raised(UUID.randomUUID(), 5));
      each.commit(happened.scheduled(UUID.randomUUID()));
    }
  }

  @Test
  void an_agent_reads_its_own_rows_alone() {
    for (var table : RecordedAgent.tables()) {
      assertThat(agents(table, Callers.agent(agent.id()))).as(table).containsOnly(agent.id());
    }
  }

  @Test
  void a_founder_reads_the_rows_of_its_entity() {
    for (var table : RecordedAgent.tables()) {
      assertThat(agents(table, Callers.founder(agent.entity())))
          .as(table)
          .containsOnly(agent.id(), sibling.id());
    }
  }

  @Test
  void an_administrator_and_the_runtime_read_all() {
    for (var table : RecordedAgent.tables()) {
      assertThat(agents(table, ADMIN)).as(table).contains(agent.id(), sibling.id(), stranger.id());
      List<UUID> all = reads.asRuntime(jdbc -> agents(table, jdbc));
      assertThat(all).as(table).contains(agent.id(), sibling.id(), stranger.id());
    }
  }

  @Test
  void an_auditor_reads_the_rows_of_its_entity_or_all() {
    for (var table : RecordedAgent.tables()) {
      assertThat(agents(table, Callers.auditor(agent.entity())))
          .as(table)
          .containsOnly(agent.id(), sibling.id());
      assertThat(agents(table, Callers.auditor(null)))
          .as(table)
          .contains(agent.id(), sibling.id(), stranger.id());
    }
  }

  @Test
  void a_budget_is_read_by_its_entity_s_founder_and_by_no_agent() {
    var budget = new RecordedBudget(agent.entity());
    budget.set(BudgetLimits.NONE, Happened.START);

    assertThat(agents("budgets", Callers.founder(agent.entity()))).containsOnly(budget.id());
    assertThat(agents("budgets", Callers.founder(stranger.entity()))).isEmpty();
    assertThat(agents("budgets", Callers.agent(agent.id()))).isEmpty();
    assertThat(agents("budgets", ADMIN)).contains(budget.id());
  }

  @Test
  void an_agent_s_token_that_names_an_entity_reads_no_more() {
    var caller = new Caller(Role.AGENT, agent.id().toString(), agent.entity());

    assertThat(agents("agent_tasks", caller)).containsOnly(agent.id());
  }

  @Test
  void a_worker_reads_nothing() {
    assertThat(agents("agents", new Caller(Role.WORKER, "w", agent.entity()))).isEmpty();
  }

  @Test
  void who_reads_is_forgotten_at_the_end_of_the_transaction() {
    var settings =
        reads.as(
            Callers.founder(agent.entity()),
            jdbc -> jdbc.sql("SELECT genii_role()").query(String.class).single());
    assertThat(settings).isEqualTo("founder");

    var next = Callers.agent(UUID.randomUUID());
    boolean forgotten =
        reads.as(
            next, jdbc -> jdbc.sql("SELECT genii_entity() IS NULL").query(Boolean.class).single());
    assertThat(forgotten).isTrue();
    assertThat(agents("agents", next)).isEmpty();
  }

  @Test
  void nothing_can_be_written_while_reading() {
    assertThatThrownBy(() -> reads.as(ADMIN, jdbc -> jdbc.sql("DELETE FROM agents").update()))
        .isInstanceOf(DataAccessException.class);
  }

  @Test
  void whose_agents_and_tasks_are_is_looked_up_past_the_caller() {
    var ownership = new TableOwnership(reads);
    var task =
        UUID.fromString(
            Database.rows("agent_tasks", "agent_id", agent.id()).getFirst().get("task_id"));

    assertThat(ownership.entityOfAgent(agent.id())).contains(agent.entity());
    assertThat(ownership.ownerOfTask(task)).contains(new TaskOwner(agent.id(), agent.entity()));
    assertThat(ownership.isAgentOf(agent.id(), stranger.entity())).isFalse();
    assertThat(ownership.isTaskOf(task, owner -> owner.agentId().equals(agent.id()))).isTrue();
    assertThat(ownership.entityOfAgent(task)).isEmpty();
    assertThat(ownership.ownerOfTask(agent.id())).isEmpty();
  }

  private List<UUID> agents(String table, Caller caller) {
    return reads.as(caller, jdbc -> agents(table, jdbc));
  }

  private static List<UUID> agents(String table, JdbcClient jdbc) {
    return jdbc.sql("SELECT DISTINCT agent_id FROM " + table).query(UUID.class).list();
  }
}
