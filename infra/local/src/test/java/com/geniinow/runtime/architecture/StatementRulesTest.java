package com.geniinow.runtime.architecture;

import static com.geniinow.runtime.architecture.Runtime.CLASSES;
import static com.geniinow.runtime.architecture.Runtime.in;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/** There is one way to say a query or an update: Spring's JdbcClient. */
class StatementRulesTest {
  /**
   * Who does what a JdbcClient can't. {@code Writes} sends a commit's statements in one round trip,
   * and is handed the connection by the projections that lead to it. {@code Session} sets how many
   * rows its connection fetches at a time and runs statements about tables; {@code ShadowTables}
   * makes tables through it and copies rows into them.
   */
  private static final Set<String> TEMPLATES =
      Set.of(
          "Projections",
          "ProjectionSubscription",
          "ProjectionAutoConfiguration",
          "Session",
          "ShadowTables",
          "Writes");

  @Test
  void statements_are_said_to_a_client() {
    noClasses()
        .that()
        .resideInAnyPackage(in("command"), in("query"))
        .and(
            DescribedPredicate.<JavaClass>describe(
                "can say what they do to a client",
                type -> !TEMPLATES.contains(type.getSimpleName())))
        .should()
        .dependOnClassesThat(
            DescribedPredicate.<JavaClass>describe("are templates", StatementRulesTest::isTemplate))
        .check(CLASSES);
  }

  @Test
  void the_rule_lets_nobody_pass_who_has_no_template() {
    var having =
        CLASSES.stream()
            .filter(type -> TEMPLATES.contains(type.getSimpleName()))
            .filter(type -> type.getPackageName().startsWith(Runtime.ROOT + "query"))
            .filter(
                type ->
                    type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(dependency -> isTemplate(dependency.getTargetClass())));

    assertThat(having.map(JavaClass::getSimpleName)).containsExactlyInAnyOrderElementsOf(TEMPLATES);
  }

  private static boolean isTemplate(JavaClass type) {
    return type.isAssignableTo(JdbcOperations.class)
        || type.isAssignableTo(NamedParameterJdbcOperations.class);
  }
}
