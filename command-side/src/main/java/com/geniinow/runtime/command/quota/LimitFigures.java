package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaEvent.OverageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRefused;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.util.UUID;

/** One limit of a month, in tokens or in US dollars, beside what counts against it. */
record LimitFigures(
    LimitKind kind,
    BigDecimal limit,
    BigDecimal used,
    BigDecimal reserved,
    BigDecimal requested,
    YearMonth month) {
  /** 0 or more. */
  BigDecimal left() {
    return limit.subtract(used).subtract(reserved).max(BigDecimal.ZERO);
  }

  boolean exceeded() {
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
        month.toString(),
        Period.end(month),
        at);
  }

  OverageRecorded overage(UUID agentId, UUID taskId, OveragePolicy policy, Instant at) {
    return new OverageRecorded(
        agentId, taskId, kind, policy, limit, used, reserved, requested, month.toString(), at);
  }
}
