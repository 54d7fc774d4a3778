package com.geniinow.runtime.architecture;

import static com.geniinow.runtime.architecture.Runtime.CLASSES;
import static com.geniinow.runtime.architecture.Runtime.in;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which feature of the command side may know which. */
class FeatureArrowsTest {
  /** Each may know those before it. */
  private static final List<String> ORDER =
      List.of(
          "refusal",
          "door",
          "line",
          "store",
          "background",
          "quota",
          "budget",
          "price",
          "brake",
          "agent",
          "key",
          "call",
          "file",
          "tasktype",
          "task",
          "schedule",
          "worker",
          "memory",
          "gateway",
          "alert",
          "stream",
          "webhook",
          "erasure",
          "metric",
          "scaling");

  @Test
  void the_order_lists_every_feature() {
    var features =
        CLASSES.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> name.startsWith(Runtime.ROOT + "command."))
            .map(name -> name.substring((Runtime.ROOT + "command.").length()).split("\\.")[0])
            .collect(Collectors.toSet());

    assertThat(features).containsExactlyInAnyOrderElementsOf(ORDER);
  }

  static List<String> allButTheLast() {
    return ORDER.subList(0, ORDER.size() - 1);
  }

  @ParameterizedTest
  @MethodSource("allButTheLast")
  void features_know_only_those_below_them(String feature) {
    var above = ORDER.subList(ORDER.indexOf(feature) + 1, ORDER.size());

    noClasses()
        .that()
        .resideInAPackage(in("command." + feature))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(above.stream().map(f -> in("command." + f)).toArray(String[]::new))
        .check(CLASSES);
  }

  @Test
  void features_of_the_command_side_go_round_in_no_circle() {
    slices().matching(Runtime.ROOT + "command.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void concerns_of_the_platform_go_round_in_no_circle() {
    slices().matching(Runtime.ROOT + "platform.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void packages_go_round_in_no_circle() {
    slices().matching(Runtime.ROOT + "(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void what_is_recorded_knows_neither_its_history_nor_its_views() {
    noClasses()
        .that()
        .resideInAPackage(in("query.record"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(in("query.history"), in("query.view"))
        .check(CLASSES);
  }

  @Test
  void what_is_read_knows_nothing_of_history() {
    noClasses()
        .that()
        .resideInAPackage(in("query.view"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(in("query.history"))
        .check(CLASSES);
  }
}
