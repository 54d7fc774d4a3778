package com.geniinow.runtime.command.call;

import com.geniinow.runtime.command.call.EndCall.Charged;
import com.geniinow.runtime.command.line.ActingKey;
import com.geniinow.runtime.command.quota.CallEnd;
import com.geniinow.runtime.command.quota.Quotas;
import com.geniinow.runtime.command.quota.Usage;
import com.geniinow.runtime.events.Usd;
import org.axonframework.commandhandling.CommandHandler;
import org.springframework.stereotype.Component;

/** Charges a model call, once. */
@Component
class EndHandler {
  private final Quotas quotas;
  private final CallUsage usages;
  private final CallTable calls;
  private final LateCalls late;

  EndHandler(Quotas quotas, CallUsage usages, CallTable calls, LateCalls late) {
    this.quotas = quotas;
    this.usages = usages;
    this.calls = calls;
    this.late = late;
  }

  @CommandHandler
  Charged handle(EndCall c) {
    var quota = quotas.of(c.agentId());
    var hold = quota.invoke(q -> q.heldByCall(c.callId()));
    // Whoever sends this, the use is of the key that made the call.
    calls.remove(c.callId()).ifPresent(ActingKey::note);
    if (hold == null) {
      return late.end(c);
    }
    var usage = usages.of(c, hold);
    var end =
        new CallEnd(c.provider(), c.status(), c.latencyMs(), c.requestSha256(), c.responseSha256());
    quota.execute(q -> q.settleCall(c.callId(), usage, end, isEstimated(c, usage), c.at()));
    return new Charged(usage.costUsd() == null ? hold.costUsd() : Usd.of(usage.costUsd()));
  }

  /** Whether anything of what is charged is not the provider's word. */
  static boolean isEstimated(EndCall c, Usage usage) {
    return switch (c.ending()) {
      case NOTHING -> false;
      case UNKNOWN, PARTLY -> true;
      case ANSWERED -> usage.costUsd() == null || !CallUsage.isTold(c);
    };
  }
}
