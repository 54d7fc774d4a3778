package com.geniinow.runtime.platform.security;

import com.geniinow.runtime.platform.setting.Bounds;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How often one caller may ask one process, and how many keys that nobody gave out it looks for. A
 * caller is a token's role and subject, so that a new token is no new allowance. Workers, who are
 * ours, have no limit.
 *
 * @param perSecond {@code GENII_RATE_LIMIT_PER_SECOND}: requests a second in the long run, at most
 *     1,000,000; 0 switches the limit off
 * @param burst {@code GENII_RATE_LIMIT_BURST}: requests at once after a time of silence, at least 1
 * @param unknownKeys {@code GENII_RATE_LIMIT_UNKNOWN_KEYS}: keys a second that open nothing, of one
 *     address, 1 to 1,000,000; ten times as many at once
 */
@ConfigurationProperties("genii.rate-limit")
public record RateLimitSettings(
    @DefaultValue("1000") int perSecond,
    @DefaultValue("10000") int burst,
    @DefaultValue("20") int unknownKeys) {
  private static final int MOST = 1_000_000;

  public RateLimitSettings {
    Bounds.whole("GENII_RATE_LIMIT_PER_SECOND", perSecond, 0, MOST);
    Bounds.whole("GENII_RATE_LIMIT_BURST", burst, 1, 10L * MOST);
    Bounds.whole("GENII_RATE_LIMIT_UNKNOWN_KEYS", unknownKeys, 1, MOST);
  }
}
