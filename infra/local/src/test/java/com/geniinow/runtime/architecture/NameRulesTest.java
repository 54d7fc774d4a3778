package com.geniinow.runtime.architecture;

import static com.geniinow.runtime.architecture.Runtime.CLASSES;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A kind of class is told by its name's last word. */
class NameRulesTest {
  /** The price list is the platform's word for it. */
  private static final String PRICES = "PriceList";

  /**
   * Who writes rows and is neither a table nor a handler, which writes what its command decides:
   * the job that opens a month keeps its own count, and who holds something alone sets a savepoint.
   */
  private static final Set<String> OTHER_WRITERS = Set.of("PeriodOpener", "HeldAlone");

  @Test
  void what_is_configured_is_called_settings() {
    classes()
        .that()
        .areAnnotatedWith(ConfigurationProperties.class)
        .should()
        .haveSimpleNameEndingWith("Settings")
        .orShould()
        .haveSimpleName(PRICES)
        .check(CLASSES);
  }

  @Test
  void who_writes_rows_is_a_table_or_handles_a_command() {
    var others =
        CLASSES.stream()
            .filter(type -> type.getPackageName().startsWith(Runtime.ROOT + "command."))
            .filter(NameRulesTest::writes)
            .map(JavaClass::getSimpleName)
            .filter(name -> !name.endsWith("Table") && !name.endsWith("Handler"));

    assertThat(others).containsExactlyInAnyOrderElementsOf(OTHER_WRITERS);
  }

  private static boolean writes(JavaClass type) {
    return type.getMethodCallsFromSelf().stream().anyMatch(NameRulesTest::isUpdate);
  }

  private static boolean isUpdate(JavaMethodCall call) {
    return call.getTargetOwner().isEquivalentTo(JdbcClient.StatementSpec.class)
        && call.getName().equals("update");
  }
}
