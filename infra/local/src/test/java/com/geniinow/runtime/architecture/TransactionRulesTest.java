package com.geniinow.runtime.architecture;

import static com.geniinow.runtime.architecture.Runtime.CLASSES;
import static com.geniinow.runtime.architecture.Runtime.in;
import static com.geniinow.runtime.architecture.Runtime.notHave;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethod;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.query.record.Projections;
import com.geniinow.runtime.query.record.Projector;
import com.geniinow.runtime.query.record.Writes;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.eventhandling.EventBus;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.gateway.EventGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * Nothing is written to a table of record but by a projector, which sees the events of a commit
 * inside its transaction; and nothing is commanded but through the agent's line.
 */
class TransactionRulesTest {
  /** Fills columns that rows of before lack, by the events, before a process takes commands. */
  private static final String MIGRATION = "TaskTimes";

  private static final String TABLES =
      "agents|agent_schedules|task_labels|agent_files|agent_keys|agent_key_secrets|revoked_subjects|model_prices|brakes|task_types|webhooks|legal_holds|retentions|erasures|agent_quotas|agent_quota_usage|agent_tasks|ledger_entries|system_events";

  /** A verb before a table of record, or before a name that is put in later. */
  private static final Pattern WRITE =
      Pattern.compile(
          "\\b(insert\\s+into|(?<!for\\s)update|delete\\s+from|merge\\s+into|truncate(\\s+table)?"
              + "|alter\\s+table|drop\\s+table|copy)"
              + "\\s+(only\\s+)?((\\w+\\.)?\"?("
              + TABLES
              + ")\\b|[\u0001%]|$)",
          Pattern.CASE_INSENSITIVE);

  /**
   * What turns projectors' changes into SQL, and what replays and repairs with the same ones; and
   * what takes text out of entries, which is no event's doing.
   */
  private static final Set<String> WRITERS =
      Set.of("Statement", "ShadowTables", "LoadedRows", "Repair", "LedgerRedactions");

  private static final Set<String> SAYING = Set.of("insert", "update", "delete", "erase");

  @Test
  void only_projectors_say_what_becomes_of_a_row() {
    noClasses()
        .that(simpleNameEndingWith("Projector").negate().or(outside("query")))
        .should(
            callMethodWhere(
                DescribedPredicate.<JavaMethodCall>describe(
                    "says what becomes of a row",
                    call ->
                        call.getTargetOwner().isAssignableTo(Writes.class)
                            && SAYING.contains(call.getName()))))
        .check(CLASSES);
  }

  @Test
  void only_what_projectors_say_is_written_to_the_tables_of_record() {
    classes()
        .that(
            DescribedPredicate.<JavaClass>describe(
                "write no rows for projectors", type -> !WRITERS.contains(type.getSimpleName())))
        .or(outside("query"))
        .and(simpleName(MIGRATION).negate())
        .should(notHave("SQL that writes a table of record", TransactionRulesTest::writes))
        .check(CLASSES);
  }

  @Test
  void the_rule_sees_the_writers_that_it_lets_pass() {
    var writing = CLASSES.stream().filter(type -> !writes(type).isEmpty());

    assertThat(writing.map(JavaClass::getSimpleName).filter(name -> !name.equals(MIGRATION)))
        .containsExactlyInAnyOrderElementsOf(WRITERS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO ledger_entries (entry_id)",
        "insert  into\n public.agents",
        "UPDATE agent_tasks SET",
        "WITH x AS (DELETE FROM \"agent_quotas\")",
        "TRUNCATE TABLE system_events",
        "UPDATE ONLY agent_quota_usage",
        "INSERT INTO ",
        "DELETE FROM \u0001 WHERE",
        "UPDATE %s SET",
      })
  void the_rule_finds_a_write_however_it_is_written(String sql) {
    assertThat(WRITE.matcher(sql).find()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM agents FOR UPDATE",
        "UPDATE agent_leases SET until = ?",
        "INSERT INTO alerts",
        "updates the agents",
      })
  void the_rule_takes_nothing_else_for_a_write(String sql) {
    assertThat(WRITE.matcher(sql).find()).isFalse();
  }

  @Test
  void projectors_hand_their_statements_to_the_commit_s_batch_and_hold_no_connection() {
    noClasses()
        .that()
        .areAssignableTo(Projector.class)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.springframework.jdbc..", "java.sql..", "javax.sql..")
        .check(CLASSES);
    noClasses()
        .that()
        .doNotBelongToAnyOf(Projections.class, Writes.class)
        .should(callMethod(Writes.class, "flush", JdbcOperations.class))
        .orShould(callMethod(Writes.class, "flush", JdbcOperations.class, List.class))
        .check(CLASSES);
  }

  @Test
  void only_the_agent_s_line_sends_commands() {
    noClasses()
        .that(simpleName("LineConfiguration").negate())
        .and()
        .doNotBelongToAnyOf(AgentLine.class)
        .should()
        .dependOnClassesThat()
        .areAssignableTo(CommandGateway.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(CommandBus.class)
        .check(CLASSES);
  }

  @Test
  void events_come_from_aggregates_alone() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(EventGateway.class)
        .orShould(callMethod(EventBus.class, "publish", List.class))
        .orShould(callMethod(EventBus.class, "publish", EventMessage[].class))
        .check(CLASSES);
  }

  private static DescribedPredicate<JavaClass> outside(String module) {
    return resideOutsideOfPackage(in(module));
  }

  private static Collection<String> writes(JavaClass type) {
    return ClassFile.texts(type).stream()
        .filter(text -> WRITE.matcher(text).find())
        .map(text -> text.strip().lines().findFirst().orElse(""))
        .toList();
  }
}
