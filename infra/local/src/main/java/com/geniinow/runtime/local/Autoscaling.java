package com.geniinow.runtime.local;

import com.geniinow.runtime.autoscaler.Autoscaler;
import com.geniinow.runtime.autoscaler.History;
import com.geniinow.runtime.autoscaler.PoolException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the load every two seconds until it is stopped. */
final class Autoscaling {
  private static final Logger log = LoggerFactory.getLogger(Autoscaling.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final Autoscaler autoscaler;
  private final CountDownLatch stopping = new CountDownLatch(1);

  Autoscaling(Autoscaler autoscaler) {
    this.autoscaler = autoscaler;
  }

  void start() {
    Thread.ofPlatform().name("autoscaler").daemon().start(this::loop);
  }

  /** No look begins after this; one that has begun ends by itself. */
  void stop() {
    stopping.countDown();
  }

  private void loop() {
    var history = History.NONE;
    try {
      while (!stopping.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          history = autoscaler.look(history).history();
        } catch (PoolException e) {
          log.warn("The workers stay as many as they are: {}", e.getMessage());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
