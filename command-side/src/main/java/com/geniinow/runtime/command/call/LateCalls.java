package com.geniinow.runtime.command.call;

import com.geniinow.runtime.command.call.EndCall.Charged;
import com.geniinow.runtime.command.quota.Correction;
import com.geniinow.runtime.command.quota.Corrections;
import com.geniinow.runtime.command.quota.Reserved;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.Usd;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Calls that end when they have been charged already: nothing comes twice. One that was swept was
 * charged what it held; what it really used is put right.
 */
@Component
class LateCalls {
  private static final Logger log = LoggerFactory.getLogger(LateCalls.class);

  private final JdbcClient jdbc;
  private final CallUsage usages;
  private final Corrections corrections;

  LateCalls(JdbcClient jdbc, CallUsage usages, Corrections corrections) {
    this.jdbc = jdbc;
    this.usages = usages;
    this.corrections = corrections;
  }

  /**
   * What a call was charged.
   *
   * @param corrected whether it was put right before
   */
  private record Charge(
      @Nullable UUID taskId,
      YearMonth month,
      @Nullable LocalDate day,
      long tokens,
      BigDecimal costUsd,
      Instant heldAt,
      String status,
      boolean corrected) {}

  Charged end(EndCall c) {
    var correctionId = Ids.derive(c.callId(), "late");
    var charged =
        jdbc.sql(
                """
                SELECT u.*, u.cost_usd + coalesce((SELECT sum(o.cost_usd) FROM agent_quota_usage o
                    WHERE o.corrects = u.usage_id), 0) AS charged_usd, EXISTS (SELECT FROM agent_quota_usage o WHERE o.usage_id = ?) AS corrected
                FROM agent_quota_usage u WHERE u.call_id = ?""")
            .param(correctionId)
            .param(c.callId())
            .query(LateCalls::read)
            .optional()
            .orElse(null);
    if (charged == null) {
      return new Charged(Usd.ZERO);
    }
    if (!charged.status().equals(CallSweep.SWEPT)
        || c.status().equals(CallSweep.SWEPT)
        || charged.corrected()) {
      return new Charged(charged.costUsd());
    }
    return correct(c, charged, correctionId);
  }

  private Charged correct(EndCall c, Charge charged, UUID correctionId) {
    var hold = new Reserved(charged.tokens(), charged.costUsd(), charged.heldAt(), null);
    var usage = usages.of(c, hold);
    var cost = usage.costUsd() == null ? charged.costUsd() : Usd.of(usage.costUsd());
    long tokens = usage.tokens().total() - charged.tokens();
    var usd = Usd.of(cost.subtract(charged.costUsd()));
    if (tokens == 0 && usd.signum() == 0) {
      return new Charged(cost);
    }
    var correction =
        new Correction(
            correctionId,
            charged.month(),
            charged.day(),
            charged.taskId(),
            c.model(),
            tokens,
            usd,
            null,
            "the call " + c.callId() + " ended after it was swept");
    try {
      corrections.apply(c.agentId(), correction, "runtime", c.at());
      return new Charged(cost);
    } catch (RefusedException e) {
      if (e.refusal() instanceof Refusal.CorrectionExceedsUse) {
        log.warn("call {} can't be put right: {}", c.callId(), e.refusal().sentence());
        return new Charged(charged.costUsd());
      }
      throw e;
    }
  }

  private static Charge read(ResultSet row, int n) throws SQLException {
    return new Charge(
        row.getObject("task_id", UUID.class),
        YearMonth.parse(row.getString("period")),
        row.getString("day") == null ? null : LocalDate.parse(row.getString("day")),
        row.getLong("tokens"),
        Usd.of(row.getBigDecimal("charged_usd")),
        row.getObject("held_at", OffsetDateTime.class).toInstant(),
        row.getString("status"),
        row.getBoolean("corrected"));
  }
}
