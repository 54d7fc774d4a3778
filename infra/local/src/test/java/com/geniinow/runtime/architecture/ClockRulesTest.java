package com.geniinow.runtime.architecture;

import static com.geniinow.runtime.architecture.Runtime.CLASSES;
import static com.geniinow.runtime.architecture.Runtime.in;
import static com.geniinow.runtime.architecture.Runtime.notHave;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Time and chance come in from outside, so that every decision can be repeated. */
class ClockRulesTest {
  /** Where they come in. */
  private static final Set<String> SOURCES =
      Set.of(
          // the beans of the services
          "com.geniinow.runtime.platform.time.GeniiTimeAutoConfiguration",
          "com.geniinow.runtime.worker.WorkerConfiguration",
          // the token of each claim, which must be new for every call
          "com.geniinow.runtime.queue.QueueAutoConfiguration",
          // the greeting with fresh example ids
          "com.geniinow.runtime.local.LocalRuntime");

  @Test
  void nobody_else_looks_at_the_clock_or_throws_dice() {
    classes()
        .that(resideOutsideOfPackages(in("servers")))
        .should(
            notHave(
                "time or chance of its own",
                type -> SOURCES.contains(type.getName()) ? Set.of() : looks(type)))
        .check(CLASSES);
  }

  @Test
  void every_source_is_one() {
    var looking =
        CLASSES.stream()
            .filter(type -> !looks(type).isEmpty() && !type.getName().contains(".servers."))
            .map(JavaClass::getName)
            .collect(Collectors.toSet());

    assertThat(looking).isEqualTo(SOURCES);
  }

  private static Collection<String> looks(JavaClass type) {
    return type.getAccessesFromSelf().stream()
        .filter(access -> isClock(access) || isChance(access))
        .map(JavaAccess::getDescription)
        .toList();
  }

  private static boolean isClock(JavaAccess<?> access) {
    var owner = access.getTargetOwner().getName();
    var name = access.getName();
    return owner.startsWith("java.time.") && (name.equals("now") || name.startsWith("system"))
        || owner.equals("java.lang.System") && name.equals("currentTimeMillis")
        || owner.equals("java.util.Date") && name.equals("<init>");
  }

  private static boolean isChance(JavaAccess<?> access) {
    var owner = access.getTargetOwner().getName();
    return owner.equals("java.util.UUID") && access.getName().equals("randomUUID")
        || owner.equals("java.util.Random")
        || owner.equals("java.lang.Math") && access.getName().equals("random");
  }
}
