package com.geniinow.runtime.architecture;

import static com.geniinow.runtime.architecture.Runtime.CLASSES;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/** Points of docs/easy-to-get-wrong.md that no run shows: the wrong way works as well, at first. */
class PitfallsTest {
  private static final Path ROOT = Path.of("../..");
  private static final String AGGREGATE = "org.axonframework.spring.stereotype.Aggregate";
  private static final Pattern LOCKING =
      Pattern.compile(
          "FUNCTION (\\w+)\\([^$]*?\\$\\$[^$]*pg_advisory[^$]*\\$\\$", Pattern.CASE_INSENSITIVE);

  @Test
  void no_version_is_taken_from_axon_s_bom() throws IOException {
    for (var pom : files("pom.xml")) {
      assertThat(pom).content().doesNotContain("axon-bom");
    }
  }

  @Test
  void axon_is_given_each_of_its_serializers_and_sets_no_time_limits() throws IOException {
    assertThat(
            Files.readAllLines(
                ROOT.resolve("command-side/src/main/resources/application.properties")))
        .contains(
            "axon.serializer.general=jackson",
            "axon.serializer.events=jackson",
            "axon.serializer.messages=jackson",
            "axon.timeout.enabled=false");
  }

  @Test
  void the_jackson_of_storage_writes_what_is_stored_and_nothing_else() {
    var users =
        CLASSES.stream()
            .filter(
                type ->
                    type.getDirectDependenciesFromSelf().stream()
                        .map(dependency -> dependency.getTargetClass().getPackageName())
                        .anyMatch(name -> name.startsWith("com.fasterxml.jackson.databind")))
            .map(JavaClass::getPackageName)
            .collect(Collectors.toSet());

    assertThat(users)
        .isEqualTo(
            Set.of(
                Runtime.ROOT + "command.store",
                Runtime.ROOT + "platform.embedding", // openai-java's own mapper, bounded
                Runtime.ROOT + "platform.web")); // the models of springdoc, in the document only
  }

  @Test
  void what_is_rebuilt_from_events_at_every_load_writes_no_log() {
    var aggregates = CLASSES.stream().filter(type -> type.isAnnotatedWith(AGGREGATE));
    var parts =
        aggregates
            .flatMap(
                type ->
                    Stream.concat(
                        Stream.of(type),
                        type.getDirectDependenciesFromSelf().stream()
                            .map(dependency -> dependency.getTargetClass())
                            .filter(part -> part.getPackage().equals(type.getPackage()))))
            .collect(Collectors.toSet());

    assertThat(parts).hasSizeGreaterThan(5);
    assertThat(parts).noneMatch(part -> uses(part, "org.slf4j"));
  }

  @Test
  void deadlines_are_kept_in_the_transaction_that_sets_them() {
    var scheduling =
        CLASSES.stream()
            .filter(
                type -> type.getMethodCallsFromSelf().stream().anyMatch(PitfallsTest::isScheduling))
            .toList();

    assertThat(scheduling).hasSize(1);
    assertThat(scheduling.getFirst().getConstructorCallsFromSelf())
        .extracting(JavaConstructorCall::getTargetOwner)
        .anyMatch(type -> type.isEquivalentTo(TransactionAwareDataSourceProxy.class));
  }

  @Test
  void functions_that_wait_for_a_lock_see_what_was_committed_meanwhile() throws IOException {
    var found = 0;
    for (var script : files(".sql")) {
      for (var function : LOCKING.matcher(Files.readString(script)).results().toList()) {
        found++;
        assertThat(function.group().toUpperCase(Locale.ROOT))
            .as("%s in %s", function.group(1), script)
            .doesNotContain(" STABLE ", " IMMUTABLE ");
      }
    }

    assertThat(found).isPositive();
  }

  /** Under row-level security it reads the agent's whole history. */
  @Test
  void the_last_row_of_a_stream_is_not_asked_for_by_its_maximum() {
    assertThat(CLASSES)
        .allSatisfy(
            type ->
                assertThat(ClassFile.texts(type))
                    .noneMatch(text -> text.toLowerCase(Locale.ROOT).contains("max(sequence")));
  }

  @Test
  void a_worker_on_cloud_run_ends_within_the_ten_seconds_that_it_has() throws IOException {
    assertThat(Files.readString(ROOT.resolve("infra/deploy/terraform/workers.tf")))
        .containsPattern("GENII_WORKER_GRACE += \"[1-8]s\"");
  }

  @Test
  void the_database_of_compose_is_asked_where_services_will_ask_it() throws IOException {
    var asking =
        Files.readAllLines(ROOT.resolve("infra/deploy/docker/compose.yaml")).stream()
            .filter(line -> line.contains("pg_isready"))
            .toList();

    assertThat(asking).isNotEmpty().allMatch(line -> line.contains("--host="));
  }

  private static boolean uses(JavaClass type, String root) {
    return type.getDirectDependenciesFromSelf().stream()
        .anyMatch(dependency -> dependency.getTargetClass().getPackageName().startsWith(root));
  }

  private static boolean isScheduling(JavaMethodCall call) {
    return call.getTargetOwner().getName().equals("com.github.kagkarlsson.scheduler.Scheduler")
        && call.getName().equals("create");
  }

  private static List<Path> files(String end) throws IOException {
    try (var files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(end) && !file.toString().contains("/target/"))
          .toList();
    }
  }
}
