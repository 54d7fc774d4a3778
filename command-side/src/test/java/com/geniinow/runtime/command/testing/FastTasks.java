package com.geniinow.runtime.command.testing;

import com.geniinow.runtime.command.CommandSideApplication;
import com.geniinow.runtime.command.RuntimeTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfiguration;

/**
 * A {@link RuntimeTest} in a hurry: retries after 50, 200 and 800 ms, figures each second, and a
 * Slack of its own. For retries alone a task can say so itself: {@link TaskClient#submitHasty}.
 * Leases are as long as ever: {@link TaskClient#loseLease} ends one.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ContextConfiguration(
    classes = CommandSideApplication.class,
    initializers = {RuntimeTest.RealServices.class, FastTasks.Hurry.class})
@Import(TaskClient.class)
public @interface FastTasks {
  /** What differs from every other test; laid over what all have. */
  @Order(2)
  final class Hurry implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    @Override
    public void initialize(ConfigurableApplicationContext context) {
      context
          .getEnvironment()
          .getPropertySources()
          .addFirst(
              new MapPropertySource(
                  "hurry",
                  Map.of(
                      "genii.tasks.retry-base",
                      "50ms",
                      "genii.tasks.reconcile-every",
                      "1s",
                      "genii.metrics.every",
                      "1s",
                      "genii.pagerduty.routing-key",
                      FakePagerDuty.KEY,
                      "genii.pagerduty.url",
                      FakePagerDuty.URL,
                      "genii.slack.bot-token",
                      "xoxb-of-tests",
                      "genii.slack.api-url",
                      FakeSlack.URL)));
    }
  }
}
