package com.geniinow.runtime.command.gateway;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The calls that run in this process: {@code genii.gateway.open}. Safe for threads. */
@Component
class OpenCalls {
  private final Map<UUID, Open> calls = new ConcurrentHashMap<>();

  OpenCalls(MeterRegistry registry) {
    Gauge.builder("genii.gateway.open", calls, Map::size)
        .description("Calls of models that run in this process")
        .register(registry);
  }

  /** A call that runs. */
  static final class Open {
    private volatile @Nullable String stopped;
    private volatile @Nullable Exchange exchange;
    private volatile @Nullable String model;

    /** Why it must not go on; null while it may. */
    @Nullable String stopped() {
      return stopped;
    }

    /** Notes the model that is asked now. */
    void asks(String asked) {
      model = asked;
    }

    /** What is to be ended with it. */
    void on(Exchange running) {
      exchange = running;
      if (stopped != null) {
        running.close();
      }
    }

    private void stop(String reason) {
      stopped = reason;
      var running = exchange;
      if (running != null) {
        running.close();
      }
    }
  }

  Open begin(UUID callId) {
    var open = new Open();
    calls.put(callId, open);
    return open;
  }

  void end(UUID callId) {
    calls.remove(callId);
  }

  boolean isEmpty() {
    return calls.isEmpty();
  }

  /** Cuts a call short; nothing where it doesn't run here. */
  void stop(UUID callId, String reason) {
    var call = calls.get(callId);
    if (call != null && call.stopped() == null) {
      call.stop(reason);
    }
  }

  /** Cuts those short that ask such a model now. */
  void stopModels(Predicate<String> models, String reason) {
    calls.forEach(
        (callId, call) -> {
          var model = call.model;
          if (model != null && models.test(model)) {
            stop(callId, reason);
          }
        });
  }

  /** Cuts all short. */
  void stopAll(String reason) {
    calls.keySet().forEach(callId -> stop(callId, reason));
  }
}
