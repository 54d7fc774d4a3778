package com.geniinow.runtime.command;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * The application's clock in tests: real time, until a test sets it; then it stands still. Set it
 * to the past only, and let it go again: background jobs that ran in the future would not be due
 * for the rest of the tests, while in the past they rest.
 */
public final class TestClock extends Clock {
  private volatile @Nullable Instant set;

  /** Stops at a moment, such as {@code 2024-02-29T23:59:59Z}. */
  public void set(String moment) {
    set(Instant.parse(moment));
  }

  /** Stops at a moment. */
  public void set(Instant moment) {
    if (moment.isAfter(Instant.now())) {
      throw new IllegalArgumentException("not the future, please: " + moment);
    }
    set = moment;
  }

  /** Back to real time. */
  public void letGo() {
    set = null;
  }

  @Override
  public Instant instant() {
    var moment = set;
    return moment == null ? Instant.now() : moment;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }

  /** Puts an application on such a clock. */
  @TestConfiguration(proxyBeanMethods = false)
  static class Configuration {
    @Bean
    TestClock clock() {
      return new TestClock();
    }
  }
}
