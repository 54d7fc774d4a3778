package com.geniinow.runtime.platform.testing;

import com.geniinow.runtime.platform.security.JwtMinter;
import com.geniinow.runtime.platform.security.Ownership;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** A service of nothing but the platform and {@link TestController}. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({TestController.class, CallController.class})
public class TestApplication {
  public static final String SECRET = "a secret of the tests, 32 bytes or more";

  public static final UUID ENTITY = UUID.fromString("e0000000-0000-4000-8000-000000000001");
  public static final UUID OTHER_ENTITY = UUID.fromString("e0000000-0000-4000-8000-000000000002");
  public static final UUID AGENT = UUID.fromString("a0000000-0000-4000-8000-000000000001");
  public static final UUID OTHER_AGENT = UUID.fromString("a0000000-0000-4000-8000-000000000002");
  public static final UUID TASK = UUID.fromString("b0000000-0000-4000-8000-000000000001");
  public static final UUID OTHER_TASK = UUID.fromString("b0000000-0000-4000-8000-000000000002");
  public static final UUID UNKNOWN = UUID.fromString("c0000000-0000-4000-8000-000000000009");

  @Bean
  JwtMinter jwtMinter(Clock clock) {
    return new JwtMinter(SECRET, clock);
  }

  /** The first agent and task are the first entity's, the second of each the other's. */
  @Bean
  Ownership ownership() {
    return new Ownership() {
      @Override
      public Optional<UUID> entityOfAgent(UUID agentId) {
        if (agentId.equals(AGENT)) {
          return Optional.of(ENTITY);
        }
        return agentId.equals(OTHER_AGENT) ? Optional.of(OTHER_ENTITY) : Optional.empty();
      }

      @Override
      public Optional<TaskOwner> ownerOfTask(UUID taskId) {
        if (taskId.equals(TASK)) {
          return Optional.of(new TaskOwner(AGENT, ENTITY));
        }
        return taskId.equals(OTHER_TASK)
            ? Optional.of(new TaskOwner(OTHER_AGENT, OTHER_ENTITY))
            : Optional.empty();
      }

      @Override
      public boolean isWebhookOf(UUID webhookId, UUID agentId) {
        return false;
      }
    };
  }
}
