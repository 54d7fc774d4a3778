package com.geniinow.runtime.architecture;

import static com.geniinow.runtime.architecture.Runtime.CLASSES;
import static com.geniinow.runtime.architecture.Runtime.in;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which module may know which. */
class ModuleArrowsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "events",
        "queue",
        "platform",
        "autoscaler",
        "verifier",
        "query",
        "command",
        "worker",
        "servers",
        "local"
      })
  void every_module_is_looked_at(String module) {
    assertThat(CLASSES.stream().filter(c -> c.getPackageName().startsWith(Runtime.ROOT + module)))
        .isNotEmpty();
  }

  @Test
  void events_depend_on_nothing_but_java() {
    classes()
        .that()
        .resideInAPackage(in("events"))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(in("events"), "java..", "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void what_the_services_share_knows_no_service_and_no_feature() {
    noClasses()
        .that()
        .resideInAPackage(in("platform"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            in("events"), in("command"), in("query"), in("worker"), in("servers"), in("local"))
        .check(CLASSES);
  }

  @Test
  void what_counts_workers_knows_nothing_of_the_runtime() {
    noClasses()
        .that()
        .resideInAPackage(in("autoscaler"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            in("events"),
            in("platform"),
            in("command"),
            in("query"),
            in("worker"),
            in("servers"),
            in("local"),
            "org.springframework..")
        .check(CLASSES);
  }

  @Test
  void commands_lean_on_views_for_their_answers_and_on_nothing_else_that_reads() {
    noClasses()
        .that()
        .resideInAPackage(in("command"))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(in("query"), in("worker"), in("servers"), in("local"))
                .and(resideOutsideOfPackage(in("query.view"))))
        .check(CLASSES);
  }

  @Test
  void the_queue_knows_how_settings_are_refused_and_nothing_else_of_the_runtime() {
    classes()
        .that()
        .resideInAPackage(in("queue"))
        .should()
        .onlyDependOnClassesThat(
            resideOutsideOfPackage("com.geniinow.runtime..")
                .or(resideInAnyPackage(in("queue"), in("platform.setting"))))
        .check(CLASSES);
  }

  @Test
  void the_verifier_of_exports_needs_a_jdk_and_nothing_else() {
    classes()
        .that()
        .resideInAPackage(in("verifier"))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(in("verifier"), "java..", "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void queries_never_lean_on_aggregates_or_commands() {
    noClasses()
        .that()
        .resideInAPackage(in("query"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            in("command"),
            in("worker"),
            in("servers"),
            in("local"),
            "org.axonframework.commandhandling..",
            "org.axonframework.modelling..")
        .check(CLASSES);
  }

  @Test
  void a_worker_knows_the_queue_and_the_interface_but_no_database() {
    noClasses()
        .that()
        .resideInAPackage(in("worker"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            in("events"),
            in("command"),
            in("query"),
            in("platform.database"),
            in("servers"),
            in("local"),
            "java.sql..",
            "javax.sql..",
            "org.postgresql..",
            "org.springframework.jdbc..",
            "com.zaxxer..",
            "org.flywaydb..",
            "org.axonframework..")
        .check(CLASSES);
  }

  @Test
  void the_servers_of_tests_and_drills_know_nothing_of_the_runtime() {
    noClasses()
        .that()
        .resideInAPackage(in("servers"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            in("events"), in("platform"), in("command"), in("query"), in("worker"), in("local"))
        .check(CLASSES);
  }
}
