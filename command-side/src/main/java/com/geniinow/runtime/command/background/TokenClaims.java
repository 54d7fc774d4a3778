package com.geniinow.runtime.command.background;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.axonframework.config.Configuration;
import org.axonframework.eventhandling.pooled.PooledStreamingEventProcessor;
import org.springframework.stereotype.Component;

/**
 * Has processors taken over whose process stopped, or has not been heard of for {@link #TIMEOUT}:
 * who waits for that asks for nothing meanwhile.
 */
@Component
class TokenClaims {
  /** Another process takes over a dead one's processors after this long. */
  static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** A claim that is as old is renewed at the next second: three are left for one that is late. */
  static final Duration RENEWED = Duration.ofSeconds(6);

  private static final Duration EVERY = Duration.ofSeconds(1);

  private final Configuration axon;

  TokenClaims(Configuration axon) {
    this.axon = axon;
  }

  /** The first processor that nobody works for. */
  Watch watch() {
    var due =
        Due.byDatabase(
            """
            SELECT min(CASE WHEN owner IS NULL THEN to_timestamp(0)
              ELSE timestamp::timestamptz + ? * interval '1 millisecond' END)
            FROM token_entry WHERE processor_name = ANY (?)""",
            TIMEOUT::toMillis,
            () -> processors().keySet().toArray(String[]::new));
    return new Watch("token claims", due, EVERY, this::claim);
  }

  /** One that failed here waits for its own next try, longer each time. */
  private void claim() {
    processors().values().stream()
        .filter(processor -> processor.isRunning() && !processor.isError())
        .filter(processor -> processor.processingStatus().isEmpty())
        .forEach(processor -> processor.claimSegment(0));
  }

  private Map<String, PooledStreamingEventProcessor> processors() {
    Map<String, PooledStreamingEventProcessor> streaming = new TreeMap<>();
    axon.eventProcessingConfiguration()
        .eventProcessors()
        .forEach(
            (name, processor) -> {
              if (processor instanceof PooledStreamingEventProcessor pooled) {
                streaming.put(name, pooled);
              }
            });
    return streaming;
  }
}
