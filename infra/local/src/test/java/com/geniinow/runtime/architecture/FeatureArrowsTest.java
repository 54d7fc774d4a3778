package com.geniinow.runtime.architecture;

import static com.geniinow.runtime.architecture.Runtime.CLASSES;
import static com.geniinow.runtime.architecture.Runtime.in;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which feature of the command side may know which. */
class FeatureArrowsTest {
  /** Each may know those before it. */
  private static final List<String> ORDER =
      List.of("line", "store", "background", "quota", "agent", "file", "task", "memory");

  @ParameterizedTest
  @ValueSource(strings = {"line", "store", "background", "quota", "agent", "file", "task"})
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
}
