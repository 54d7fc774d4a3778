package com.geniinow.runtime.command;

import com.geniinow.runtime.command.background.RecurringJob;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * One more command side over the same services: pools, caches, permits and port of its own, so that
 * the two know of each other only what PostgreSQL tells them.
 */
public final class SecondProcess implements AutoCloseable {
  private final ConfigurableApplicationContext context;

  private SecondProcess(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** Starts it and waits until it answers. */
  public static SecondProcess start() {
    return new SecondProcess(
        new SpringApplicationBuilder(CommandSideApplication.class)
            .initializers(new RuntimeTest.RealServices())
            .run());
  }

  /** A client of this process. */
  public Api api() {
    return new Api(port());
  }

  /** On which it takes requests. */
  public int port() {
    return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  /** Its own counters. */
  public MeterRegistry meters() {
    return context.getBean(MeterRegistry.class);
  }

  /** Runs one of its jobs now. */
  public void run(String job) {
    context.getBeansOfType(RecurringJob.class).values().stream()
        .filter(each -> each.name().equals(job))
        .findFirst()
        .orElseThrow()
        .run();
  }

  @Override
  public void close() {
    context.close();
  }
}
