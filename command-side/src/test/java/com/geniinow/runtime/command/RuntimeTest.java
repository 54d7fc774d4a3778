package com.geniinow.runtime.command;

import com.geniinow.runtime.command.background.ProcessorNode;
import com.geniinow.runtime.command.store.evolution.WhyToReason;
import com.geniinow.runtime.command.testing.FakeSlack;
import com.geniinow.runtime.command.testing.StubProvider;
import com.geniinow.runtime.servers.LocalServers;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfiguration;

/**
 * A test with the whole command side over a real PostgreSQL and Redis, on a free port. All of them
 * share one application: agents are a test's own, and time is set through {@link TestClock}.
 *
 * <p>What tests are written with ({@code TaskClient} and its like) is found by the application's
 * own scan. A test that imports anything or sets a property has an application of its own, which
 * takes seconds to start, and so has the one after it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ContextConfiguration(
    classes = {CommandSideApplication.class, TestClock.Configuration.class, WhyToReason.class},
    initializers = RuntimeTest.RealServices.class)
public @interface RuntimeTest {
  /** What tokens of tests are signed with. */
  String SECRET = "a-secret-of-tests-that-is-long-enough";

  /** What agents' keys are wrapped under, the same in each process of a test. */
  String MASTER_KEY = "dGhlIG1hc3RlciBrZXkgb2YgdGhlc2UgdGVzdHMuLi4=";

  /** How many tasks of a redrive of many are queued in a second. */
  int REDRIVES_PER_SECOND = 4;

  /** Claims the processors' places for whatever application this JVM's tests have. */
  ProcessorNode NODE = new ProcessorNode("tests-" + ProcessHandle.current().pid());

  /** Points the application at the services that this JVM's tests share. */
  @Order(1)
  final class RealServices
      implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    @Override
    public void initialize(ConfigurableApplicationContext context) {
      var services = LocalServers.shared();
      context.getBeanFactory().registerSingleton("embedders", TestEmbedders.SHARED);
      context.getBeanFactory().registerSingleton("dataKeys", TestDataKeys.SHARED);
      // The applications of one JVM go on with each other's claims; the newest one's stubs hear it.
      context.getBeanFactory().registerSingleton("processorNode", NODE);
      context
          .getEnvironment()
          .getPropertySources()
          .addFirst(
              new MapPropertySource(
                  "real-services",
                  Map.of(
                      "genii.database.url", services.databaseUrl(),
                      "genii.database.command-password", "command",
                      "genii.database.query-password", "query",
                      "genii.database.system-password", "system",
                      "genii.redis-url", services.redisUrl(),
                      "genii.jwt.secret", SECRET,
                      "genii.tasks.simulate", "true",
                      "genii.slack.bot-token", "xoxb-tests",
                      "genii.slack.api-url", FakeSlack.URL,
                      "server.port", "0")));
      context
          .getEnvironment()
          .getPropertySources()
          .addFirst(
              // What others have stored clear in the store that all share stays so.
              new MapPropertySource(
                  "sealing",
                  Map.of(
                      "genii.sealing.master-key",
                      MASTER_KEY,
                      "genii.sealing.events-per-second",
                      "0")));
      context
          .getEnvironment()
          .getPropertySources()
          .addFirst(
              // A hundred at once are served, however slow the machine.
              new MapPropertySource("patience", Map.of("genii.line.patience", "90s")));
      context
          .getEnvironment()
          .getPropertySources()
          .addFirst(
              // Few, so that their pace shows.
              new MapPropertySource(
                  "redrives", Map.of("genii.tasks.redrives-per-second", REDRIVES_PER_SECOND)));
      context
          .getEnvironment()
          .getPropertySources()
          .addFirst(new MapPropertySource("streams", Map.of("genii.streams.keep-alive", "300ms")));
      context
          .getEnvironment()
          .getPropertySources()
          .addFirst(
              new MapPropertySource(
                  "locked", Map.of("genii.storage.checkpoint-bucket", "tests-locked")));
      context
          .getEnvironment()
          .getPropertySources()
          .addFirst(
              // Receivers of tests are on this machine, unless a test says otherwise, and are told
              // again soon.
              new MapPropertySource(
                  "webhooks",
                  Map.of(
                      "GENII_WEBHOOK_ALLOW_PRIVATE", "true",
                      "genii.webhooks.base", "50ms",
                      "genii.webhooks.longest", "400ms",
                      "genii.webhooks.timeout", "10s")));
      context
          .getEnvironment()
          .getPropertySources()
          .addFirst(new MapPropertySource("stub-providers", StubProvider.SHARED.settings()));
      context
          .getEnvironment()
          .getPropertySources()
          .addFirst(
              new MapPropertySource("real-storage", Map.copyOf(services.storageEnvironment())));
    }
  }
}
