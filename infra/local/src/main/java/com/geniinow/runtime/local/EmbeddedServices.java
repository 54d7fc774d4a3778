package com.geniinow.runtime.local;

import com.geniinow.runtime.servers.managed.ServerStartException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;

/** All services as Spring contexts in this JVM; they share nothing but its class path. */
final class EmbeddedServices {
  private final Running running;
  private final Steps steps;
  private final Map<String, String> environment;
  private final Path log;

  EmbeddedServices(Running running, Steps steps, Map<String, String> environment, Path logs) {
    this.running = running;
    this.steps = steps;
    this.environment = environment;
    this.log = logs.resolve("runtime.log");
  }

  void start() throws Exception {
    start(Options.Role.COMMAND_SIDE);
    start(Options.Role.WORKER);
  }

  private void start(Options.Role role) throws Exception {
    var context = steps.timed("starting " + role.title(), () -> run(role));
    context.addApplicationListener(
        event -> {
          if (event instanceof ContextClosedEvent closed
              && closed.getApplicationContext() == context) {
            running.broke("%s ended by itself; its log is %s.".formatted(role.title(), log));
          }
        });
    running.started(role.title(), context::close);
  }

  private ConfigurableApplicationContext run(Options.Role role) {
    try {
      return Services.application(role)
          .properties(properties())
          // Our own hook stops all parts in order.
          .registerShutdownHook(false)
          .run();
    } catch (RuntimeException e) {
      throw new ServerStartException(Services.notStarted(role, e, log), e);
    }
  }

  private Map<String, Object> properties() {
    Map<String, Object> properties = new LinkedHashMap<>(environment);
    properties.putAll(Services.localProperties(log));
    return properties;
  }
}
