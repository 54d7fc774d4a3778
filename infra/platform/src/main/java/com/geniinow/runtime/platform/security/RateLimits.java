package com.geniinow.runtime.platform.security;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How often one caller may ask one process. A caller is a token's role and subject, so that a new
 * token is no new allowance. Workers, who are ours, have no limit.
 *
 * @param perSecond {@code GENII_RATE_LIMIT_PER_SECOND}: requests a second in the long run, at most
 *     1,000,000; 0 switches the limit off
 * @param burst {@code GENII_RATE_LIMIT_BURST}: requests at once after a time of silence, at least 1
 */
@ConfigurationProperties("genii.rate-limit")
public record RateLimits(@DefaultValue("1000") int perSecond, @DefaultValue("10000") int burst) {

  private static final int MOST = 1_000_000;

  public RateLimits {
    if (perSecond < 0 || perSecond > MOST) {
      throw new IllegalArgumentException("GENII_RATE_LIMIT_PER_SECOND must be 0 to 1000000");
    }
    if (burst < 1 || burst > 10 * MOST) {
      throw new IllegalArgumentException("GENII_RATE_LIMIT_BURST must be 1 to 10000000");
    }
  }
}
