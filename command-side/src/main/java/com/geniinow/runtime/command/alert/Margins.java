package com.geniinow.runtime.command.alert;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * How far agents were from their thresholds when they were last looked at, less all that came
 * since: while something is left, none can have been passed or left, and nobody needs to count an
 * agent's open tasks at each event. What was counted by a look and is told of after it counts
 * twice, which costs a look too many and none too few.
 */
final class Margins {
  /** Shorter than a claim lasts after its process died: who claims next knows nothing of these. */
  static final Duration KEPT = Duration.ofSeconds(5);

  private static final int AGENTS = 50_000;

  /** What an event adds to an agent's figures at most. */
  record Step(int opened, int closed, long tokens) {
    static final Step OPENED = new Step(1, 0, 0);
    static final Step CLOSED = new Step(0, 1, 0);
  }

  /**
   * What is left.
   *
   * @param opened tasks until the queue's threshold may be passed
   * @param closed tasks until it may be left
   * @param tokens until theirs may be passed; nothing that closes a task gives any back
   */
  private record Margin(long opened, long closed, long tokens, Instant until) {
    Margin less(Step step) {
      return new Margin(opened - step.opened, closed - step.closed, tokens - step.tokens, until);
    }

    boolean holds(Instant now) {
      return opened >= 0 && closed >= 0 && tokens >= 0 && now.isBefore(until);
    }
  }

  private final AlertSettings settings;
  private final Cache<UUID, Margin> margins = Caffeine.newBuilder().maximumSize(AGENTS).build();

  Margins(AlertSettings settings) {
    this.settings = settings;
  }

  /** Whether an agent is on the same side of each threshold after a step; false where unknown. */
  boolean hold(UUID agentId, Step step, Instant now) {
    var left = margins.asMap().computeIfPresent(agentId, (id, margin) -> margin.less(step));
    return left != null && left.holds(now);
  }

  /** Takes note of a look that left an agent above the thresholds that it was above before. */
  void looked(Figures agent, Instant now) {
    var above = agent.above();
    var queueAbove = above.contains(Threshold.QUEUE);
    var rearm = settings.queueDepth() - settings.queueHysteresis();
    margins.put(
        agent.agentId(),
        new Margin(
            queueAbove ? Long.MAX_VALUE : settings.queueDepth() - agent.openTasks(),
            queueAbove ? agent.openTasks() - rearm - 1 : Long.MAX_VALUE,
            above.contains(Threshold.TOKENS) || agent.allowed() ? Long.MAX_VALUE : tokens(agent),
            now.plus(KEPT)));
  }

  /** The next event needs a look, whatever it carries. */
  void forget(UUID agentId) {
    margins.invalidate(agentId);
  }

  private long tokens(Figures agent) {
    return (long) (settings.tokensPercent() * agent.tokenLimit() / 100) - agent.tokensUsed();
  }
}
