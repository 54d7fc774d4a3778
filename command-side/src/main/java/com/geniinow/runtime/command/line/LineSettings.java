package com.geniinow.runtime.command.line;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How commands wait for their agent.
 *
 * @param patience the longest wait for an agent's turn in this process, above zero; shorter than a
 *     client's time-out, so that who waited in vain gets a 503 and may try again
 */
@ConfigurationProperties("genii.line")
record LineSettings(@DefaultValue("10s") Duration patience) {
  LineSettings {
    if (!patience.isPositive()) {
      throw new IllegalArgumentException("genii.line.patience must be above zero: " + patience);
    }
  }
}
