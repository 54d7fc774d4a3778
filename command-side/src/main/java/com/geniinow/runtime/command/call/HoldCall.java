package com.geniinow.runtime.command.call;

import com.geniinow.runtime.command.line.AgentCommand;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRefused;
import com.geniinow.runtime.platform.protocol.Kind;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a model call may use.
 *
 * @param kind whose API the client speaks
 * @param operation such as {@code chat}
 * @param candidates the model that is asked for, then its fallbacks, as the price book names them
 * @param namedCap the cap on the answer that the client names, in tokens; null for none
 * @param leastCap the least cap that makes sense; 0 where nothing is written
 * @param task the running attempt that the call belongs to; null for none
 */
public record HoldCall(
    UUID agentId,
    UUID callId,
    Kind kind,
    String operation,
    List<Candidate> candidates,
    @Nullable Long namedCap,
    long leastCap,
    @Nullable TaskAttempt task,
    Instant at)
    implements AgentCommand<HoldCall.Result> {
  /** The same without those fallbacks. */
  HoldCall without(Predicate<String> fallback) {
    var first = candidates.getFirst();
    var left =
        candidates.stream()
            .filter(each -> each.equals(first) || !fallback.test(each.model()))
            .toList();
    return new HoldCall(agentId, callId, kind, operation, left, namedCap, leastCap, task, at);
  }

  /**
   * A model that may be asked.
   *
   * @param promptTokens as counted for it, or more
   */
  public record Candidate(String model, long promptTokens) {}

  /** An attempt at a task. */
  public record TaskAttempt(UUID taskId, int attempt) {}

  /** Whether the call may be made. */
  public sealed interface Result {}

  /**
   * It may.
   *
   * @param cap on the answer, to be sent; 0 where nothing is written
   * @param routes where to, in the order of the candidates
   */
  public record Held(long cap, long tokens, BigDecimal costUsd, List<Route> routes)
      implements Result {}

  /** It may not: a limit of the agent is in the way. */
  public record OverQuota(UsageRefused why) implements Result {}

  /** It may not now: so many of the agent's calls run. */
  public record TooManyCalls(int most) implements Result {}

  /**
   * It may not: what its task's attempt holds is in the way, or the task's own limits.
   *
   * @param limit {@code tokens}, {@code cost} or {@code calls}
   */
  public record TaskBudgetExceeded(String limit) implements Result {}

  /** The price book says something else by now; count again. */
  public record Changed() implements Result {}
}
