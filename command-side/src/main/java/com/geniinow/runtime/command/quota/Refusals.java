package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRefused;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.problem.ProblemMember;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Explains a recorded refusal to the client. */
@Component
public class Refusals {
  private final JdbcClient system;
  private final Now now;

  Refusals(@Qualifier("system") JdbcClient system, Now now) {
    this.system = system;
    this.now = now;
  }

  /**
   * The 429 that names limit, use, reset time and the recorded event.
   *
   * @param quotaSequence where the refusal stands in the quota's stream
   */
  public ProblemException problem(UsageRefused why, long quotaSequence) {
    return problem(why, Map.of(ProblemMember.EVENT_ID, eventId(why, quotaSequence)));
  }

  /** The same for a refusal that is on record only as one of many. */
  public ProblemException problem(UsageRefused why) {
    return problem(why, Map.of());
  }

  private ProblemException problem(UsageRefused why, Map<ProblemMember, Object> more) {
    Map<ProblemMember, Object> body = new EnumMap<>(ProblemMember.class);
    body.putAll(more);
    body.put(ProblemMember.LEVEL, why.atLevel().wire());
    body.put(ProblemMember.WINDOW, why.ofWindow().wire());
    body.put(ProblemMember.LIMIT_KIND, why.limitKind().wire());
    body.put(ProblemMember.LIMIT, figure(why, why.limit()));
    body.put(ProblemMember.USED, figure(why, why.used()));
    body.put(ProblemMember.RESERVED, figure(why, why.reserved()));
    body.put(ProblemMember.REQUESTED, figure(why, why.requested()));
    body.put(ProblemMember.RESETS_AT, why.resetsAt());
    var detail =
        "This asks for %s %s; %s of %s are used and %s reserved at the level of the %s until %s."
            .formatted(
                why.requested().toPlainString(),
                why.limitKind() == LimitKind.TOKENS ? "tokens" : "USD",
                why.used().toPlainString(),
                why.limit().toPlainString(),
                why.reserved().toPlainString(),
                why.atLevel().wire(),
                why.resetsAt());
    var wait = Duration.between(now.get(), why.resetsAt());
    return ProblemException.quotaExceeded(detail, body, wait);
  }

  private static Number figure(UsageRefused why, BigDecimal figure) {
    return why.limitKind() == LimitKind.TOKENS ? (Number) figure.longValueExact() : figure;
  }

  private String eventId(UsageRefused why, long quotaSequence) {
    return system
        .sql(
            """
            SELECT event_identifier FROM domain_event_entry
            WHERE aggregate_identifier = ? AND sequence_number = ?""")
        .param(Ids.quotaOf(why.agentId()).toString())
        .param(quotaSequence)
        .query(String.class)
        .single();
  }
}
