package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.events.quota.Level;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaEvent.OverageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRefused;
import com.geniinow.runtime.events.quota.Window;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/**
 * One limit, in tokens or in US dollars, beside what counts against it.
 *
 * @param policy of its level
 * @param name of the month or the day, such as {@code 2026-03}
 */
public record LimitFigures(
    Level level,
    Window window,
    LimitKind kind,
    OveragePolicy policy,
    BigDecimal limit,
    BigDecimal used,
    BigDecimal reserved,
    BigDecimal requested,
    String name) {
  /** 0 or more. */
  BigDecimal left() {
    return limit.subtract(used).subtract(reserved).max(BigDecimal.ZERO);
  }

  /** Whether what is asked for would pass it. */
  public boolean exceeded() {
    return used.add(reserved).add(requested).compareTo(limit) > 0;
  }

  UsageRefused refused(UUID agentId, UUID taskId, String taskType, Instant at) {
    return new UsageRefused(
        agentId,
        taskId,
        taskType,
        kind,
        limit,
        used,
        reserved,
        requested,
        name,
        window.end(name),
        at,
        0,
        level == Level.AGENT ? null : level,
        window == Window.MONTH ? null : window);
  }

  OverageRecorded overage(UUID agentId, UUID taskId, Instant at) {
    return new OverageRecorded(
        agentId,
        taskId,
        kind,
        policy,
        limit,
        used,
        reserved,
        requested,
        name,
        at,
        level == Level.AGENT ? null : level,
        window == Window.MONTH ? null : window);
  }
}
