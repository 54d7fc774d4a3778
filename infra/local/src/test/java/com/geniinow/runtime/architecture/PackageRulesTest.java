package com.geniinow.runtime.architecture;

import static com.geniinow.runtime.architecture.Runtime.CLASSES;
import static com.geniinow.runtime.architecture.Runtime.in;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaPackage;
import java.util.stream.Collectors;
import org.axonframework.commandhandling.CommandHandler;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What every package has. */
class PackageRulesTest {
  @Test
  void every_package_says_what_it_is_and_that_nothing_in_it_is_null_unmarked() {
    var unmarked =
        CLASSES.stream()
            .map(JavaClass::getPackage)
            .distinct()
            .filter(p -> !p.isAnnotatedWith(NullMarked.class))
            .map(JavaPackage::getName)
            .collect(Collectors.toSet());

    assertThat(unmarked).isEmpty();
  }

  @Test
  void what_decides_knows_nothing_of_http_and_no_status_code() {
    noClasses()
        .that()
        .resideInAnyPackage(in("events"), in("command.line"), in("command.refusal"))
        .or()
        .areAnnotatedWith("org.axonframework.spring.stereotype.Aggregate")
        .or(handlingCommands())
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            in("platform.problem"),
            in("command.door"),
            "org.springframework.web..",
            "org.springframework.http..",
            "jakarta.servlet..")
        .check(CLASSES);
  }

  private static DescribedPredicate<JavaClass> handlingCommands() {
    return DescribedPredicate.describe(
        "handle commands",
        type -> type.getMethods().stream().anyMatch(m -> m.isAnnotatedWith(CommandHandler.class)));
  }
}
