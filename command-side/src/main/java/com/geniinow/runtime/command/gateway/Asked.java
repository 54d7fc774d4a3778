package com.geniinow.runtime.command.gateway;

import com.geniinow.runtime.command.call.HoldCall.Candidate;
import com.geniinow.runtime.command.call.HoldCall.TaskAttempt;
import com.geniinow.runtime.command.call.Route;
import com.geniinow.runtime.platform.protocol.Protocol;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A call as it is asked for.
 *
 * @param version of Anthropic's API that the client speaks; null where it names none
 * @param began when, by {@link System#nanoTime}
 */
record Asked(
    UUID agentId,
    UUID callId,
    Protocol protocol,
    CallBody body,
    @Nullable TaskAttempt task,
    @Nullable String version,
    long began) {
  boolean isStreamed() {
    return protocol.isStreamed(body.json());
  }

  /**
   * The call with what was held for it.
   *
   * @param candidates whose prompts were counted
   */
  record Held(long cap, List<Route> routes, List<Candidate> candidates) {
    long promptTokens(String model) {
      return candidates.stream()
          .filter(candidate -> candidate.model().equals(model))
          .mapToLong(Candidate::promptTokens)
          .findFirst()
          .orElse(0);
    }
  }
}
