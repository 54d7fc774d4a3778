package com.geniinow.runtime.command.call;

import com.geniinow.runtime.command.agent.Agents;
import com.geniinow.runtime.command.call.EndCall.Charged;
import com.geniinow.runtime.command.line.ActingKey;
import com.geniinow.runtime.command.quota.CallEnd;
import com.geniinow.runtime.command.quota.Usage;
import com.geniinow.runtime.events.Usd;
import org.axonframework.commandhandling.CommandHandler;
import org.springframework.stereotype.Component;

/** Charges a model call, once. */
@Component
class EndHandler {
  private final Agents agents;
  private final CallUsage usages;
  private final CallTable calls;
  private final LateCalls late;

  EndHandler(Agents agents, CallUsage usages, CallTable calls, LateCalls late) {
    this.agents = agents;
    this.usages = usages;
    this.calls = calls;
    this.late = late;
  }

  @CommandHandler
  Charged handle(EndCall c) {
    var both = agents.withQuota(c);
    var hold = both.quota().invoke(q -> q.heldByCall(c.callId()));
    // Whoever sends this, the use is of the key that made the call.
    calls.remove(c.callId()).ifPresent(ActingKey::note);
    if (hold == null) {
      return late.end(c);
    }
    var usage = usages.of(c, hold);
    var end =
        new CallEnd(c.provider(), c.status(), c.latencyMs(), c.requestSha256(), c.responseSha256());
    both.settle(q -> q.settleCall(c.callId(), usage, end, isEstimated(c, usage), c.at()), c.at());
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
