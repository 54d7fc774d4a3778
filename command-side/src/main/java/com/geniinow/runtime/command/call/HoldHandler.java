package com.geniinow.runtime.command.call;

import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.agent.Agents;
import com.geniinow.runtime.command.call.HoldCall.Changed;
import com.geniinow.runtime.command.call.HoldCall.Held;
import com.geniinow.runtime.command.call.HoldCall.OverQuota;
import com.geniinow.runtime.command.call.HoldCall.TaskBudgetExceeded;
import com.geniinow.runtime.command.call.HoldCall.TooManyCalls;
import com.geniinow.runtime.command.quota.Admission;
import com.geniinow.runtime.command.quota.CallRoom;
import com.geniinow.runtime.command.quota.CallWish;
import com.geniinow.runtime.command.quota.Quota;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.events.quota.QuotaEvent;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRefused;
import java.math.BigDecimal;
import java.time.temporal.ChronoUnit;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Aggregate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Whether a model call may be made: nothing reaches a provider without a hold. */
@Component
class HoldHandler {
  /** The type of tasks that are one call each. */
  private static final String CHAT = "openai.chat";

  /** No model writes more; sums of them stay far from the end of numbers. */
  private static final long MOST_CAP = 1_000_000_000;

  private final Agents agents;
  private final CallRoutes routes;
  private final CallTable calls;
  private final CallSettings settings;
  private final JdbcClient jdbc;
  private final JsonMapper json;

  HoldHandler(
      Agents agents,
      CallRoutes routes,
      CallTable calls,
      CallSettings settings,
      JdbcClient jdbc,
      JsonMapper json) {
    this.agents = agents;
    this.routes = routes;
    this.calls = calls;
    this.settings = settings;
    this.jdbc = jdbc;
    this.json = json;
  }

  @CommandHandler
  HoldCall.Result handle(HoldCall c) {
    if (c.namedCap() != null && c.namedCap() > MOST_CAP) {
      throw new Refusal.InvalidValue("max_tokens", "must be at most " + MOST_CAP).exception();
    }
    var both = agents.withQuota(c);
    both.agent().execute(Agent::mustBeActive);
    var limits = CallLimits.of(jdbc, json, c.agentId());
    for (var candidate : c.candidates()) {
      if (!limits.allows(candidate.model())) {
        throw new Refusal.ModelNotAllowed(candidate.model()).exception();
      }
    }
    var task = c.task();
    var isBudget = false;
    if (task != null) {
      var type =
          calls
              .typeOf(task.taskId())
              .orElseThrow(() -> new Refusal.NotFound("task", task.taskId()).exception());
      // A chat's worker has sent its whole hold as the cap of one call.
      isBudget = !type.equals(CHAT);
      both.agent().execute(a -> a.mustBeRunning(task.taskId(), task.attempt()));
    }
    var quota = both.quota();
    var found = routes.of(c, quota.invoke(Quota::policy));
    if (found == null) {
      return new Changed();
    }
    var taskId = task == null ? c.callId() : task.taskId();
    int attempt = task == null ? QuotaEvent.CALL : task.attempt();
    var lends = isBudget;
    var room = quota.invoke(q -> q.roomForCall(taskId, attempt, lends, c.at()));
    int most = limits.callsAtOnce() == null ? settings.callsAtOnce() : limits.callsAtOnce();
    if (room.runningCalls() >= most) {
      return new TooManyCalls(most);
    }
    long cap = found.cap(c, room, settings.outputCap());
    long tokens = Math.addExact(found.prompt(), cap);
    var cost = found.worst(cap);
    var exceeded = exceeded(room, tokens, cost);
    if (exceeded != null) {
      return exceeded;
    }
    var wish =
        new CallWish(
            c.callId(),
            taskId,
            attempt,
            c.candidates().getFirst().model(),
            c.operation(),
            tokens,
            cost,
            found.held(),
            lends);
    if (quota.invoke(q -> q.reserveCall(wish, c.at())) instanceof Admission.Refused refused) {
      return new OverQuota(refuse(c, quota, refused.why()));
    }
    calls.add(c, quota.invoke(Quota::limits));
    return new Held(cap, tokens, cost, found.routes());
  }

  private static HoldCall.@org.jspecify.annotations.Nullable Result exceeded(
      CallRoom room, long tokens, BigDecimal cost) {
    if (room.tokensOfTask()
        && room.tokens() != null
        && BigDecimal.valueOf(tokens).compareTo(room.tokens()) > 0) {
      return new TaskBudgetExceeded("tokens");
    }
    return room.costOfTask() && room.costUsd() != null && cost.compareTo(room.costUsd()) > 0
        ? new TaskBudgetExceeded("cost")
        : null;
  }

  /** On record once a minute: an agent that asks a thousand times a second must not fill it. */
  private UsageRefused refuse(HoldCall c, Aggregate<Quota> quota, UsageRefused why) {
    var minute = c.at().truncatedTo(ChronoUnit.MINUTES);
    var before = calls.refused(c.agentId(), "agent/month/" + why.limitKind().wire(), minute);
    if (before != null) {
      quota.execute(q -> q.refuse(why.after(before)));
    }
    return why;
  }
}
