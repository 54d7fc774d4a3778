package com.geniinow.runtime.platform.time;

import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The real clock and random ids, unless the application brings its own. */
@AutoConfiguration
public class GeniiTimeAutoConfiguration {
  @Bean
  @ConditionalOnMissingBean
  Clock clock() {
    return Clock.systemUTC();
  }

  /** Version 4 UUIDs. */
  @Bean
  @ConditionalOnMissingBean(name = "ids")
  Supplier<UUID> ids() {
    return UUID::randomUUID;
  }
}
