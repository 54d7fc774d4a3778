package com.geniinow.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class WorkerSettingsTest {
  @EnableConfigurationProperties(WorkerSettings.class)
  static class Settings {}

  private final ApplicationContextRunner context =
      new ApplicationContextRunner().withUserConfiguration(Settings.class);

  @Test
  void has_a_name_of_host_and_process_unless_given_one() {
    context
        .withPropertyValues("genii.worker.token=t")
        .run(
            c ->
                assertThat(c.getBean(WorkerSettings.class).id())
                    .endsWith("-" + ProcessHandle.current().pid()));
  }

  @Test
  void asks_for_a_secret_or_a_token() {
    assertRefused("GENII_JWT_SECRET or GENII_WORKER_TOKEN");
  }

  @Test
  void refuses_values_out_of_bounds() {
    assertRefused("GENII_WORKERS must be between", "genii.worker.concurrency=0");
    assertRefused("GENII_WORKER_GRACE", "genii.worker.grace=5m");
    assertRefused("GENII_COMMAND_URL", "genii.worker.command-url=localhost");
  }

  /** And has time left to report: see what Terraform gives it. */
  @Test
  void waits_for_its_last_claim_within_half_of_what_cloud_run_gives_it() {
    context
        .withPropertyValues("genii.worker.token=t")
        .run(
            c ->
                assertThat(c.getBean(WorkerSettings.class).idleWait())
                    .isLessThanOrEqualTo(Duration.ofSeconds(5)));
  }

  @Test
  void does_not_print_its_secrets() {
    context
        .withPropertyValues("genii.worker.token=hush", "genii.worker.jwt-secret=hush")
        .run(c -> assertThat(c.getBean(WorkerSettings.class).toString()).doesNotContain("hush"));
  }

  private void assertRefused(String message, String... properties) {
    ApplicationContextRunner settings =
        properties.length == 0
            ? context
            : context.withPropertyValues("genii.worker.token=t").withPropertyValues(properties);
    settings.run(c -> assertThat(c).getFailure().rootCause().hasMessageContaining(message));
  }
}
