package com.geniinow.runtime.command.call;

import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.agent.AgentAndQuota;
import com.geniinow.runtime.command.agent.Agents;
import com.geniinow.runtime.command.brake.BrakeCheck;
import com.geniinow.runtime.command.call.HoldCall.Changed;
import com.geniinow.runtime.command.call.HoldCall.Held;
import com.geniinow.runtime.command.call.HoldCall.OverQuota;
import com.geniinow.runtime.command.call.HoldCall.TaskBudgetExceeded;
import com.geniinow.runtime.command.call.HoldCall.TooManyCalls;
import com.geniinow.runtime.command.quota.Admission;
import com.geniinow.runtime.command.quota.CallRoom;
import com.geniinow.runtime.command.quota.CallWish;
import com.geniinow.runtime.command.quota.Quota;
import com.geniinow.runtime.command.quota.TaskCalls;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.events.quota.QuotaEvent;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRefused;
import java.math.BigDecimal;
import java.time.temporal.ChronoUnit;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Aggregate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

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
  private final TaskCalls ofTasks;
  private final BrakeCheck brakes;
  private final CallSettings settings;
  private final CallLimitsTable limitsTable;

  HoldHandler(
      Agents agents,
      CallRoutes routes,
      CallTable calls,
      TaskCalls ofTasks,
      BrakeCheck brakes,
      CallSettings settings,
      CallLimitsTable limitsTable) {
    this.agents = agents;
    this.routes = routes;
    this.calls = calls;
    this.ofTasks = ofTasks;
    this.brakes = brakes;
    this.settings = settings;
    this.limitsTable = limitsTable;
  }

  @CommandHandler
  HoldCall.Result handle(HoldCall asked) {
    var c = asked.without(this::isBraked);
    if (c.namedCap() != null && c.namedCap() > MOST_CAP) {
      throw new Refusal.InvalidValue("max_tokens", "must be at most " + MOST_CAP).exception();
    }
    var both = agents.withQuota(c);
    both.agent().execute(Agent::mustBeActive);
    var limits = limitsTable.read();
    for (var candidate : c.candidates()) {
      if (!limits.allows(candidate.model())) {
        throw new Refusal.ModelNotAllowed(candidate.model()).exception();
      }
    }
    var task = c.task();
    var ofTask =
        task == null
            ? null
            : calls
                .task(task.taskId())
                .orElseThrow(() -> new Refusal.NotFound("task", task.taskId()).exception());
    var type = ofTask == null ? null : ofTask.type();
    brakes.mustMayBegin(c.agentId(), type, c.candidates().getFirst().model());
    var isBudget = false;
    var left = TaskCalls.Left.ALL;
    if (task != null && ofTask != null) {
      // A chat's worker has sent its whole hold as the cap of one call.
      isBudget = !ofTask.type().equals(CHAT);
      both.agent().execute(a -> a.mustBeRunning(task.taskId(), task.attempt()));
      left = left(both, task, ofTask);
    }
    var quota = both.quota();
    var found = routes.of(c, quota.invoke(q -> q.policyOfMoney(c.at())));
    if (found == null) {
      return new Changed();
    }
    var taskId = task == null ? c.callId() : task.taskId();
    int attempt = task == null ? QuotaEvent.CALL : task.attempt();
    var lends = isBudget;
    long atMost = found.most(c, settings.outputCap());
    var whole =
        quota.invoke(
            q ->
                q.roomForCall(
                    taskId,
                    attempt,
                    lends,
                    Math.addExact(found.prompt(), atMost),
                    found.worst(atMost),
                    c.at()));
    var room = left.costUsd() == null ? whole : whole.within(left.costUsd());
    int most = limits.callsAtOnce() == null ? settings.callsAtOnce() : limits.callsAtOnce();
    if (room.runningCalls() >= most) {
      return new TooManyCalls(most);
    }
    long cap = found.cap(c, room, settings.outputCap());
    long tokens = Math.addExact(found.prompt(), cap);
    var cost = found.worst(cap);
    var exceeded = exceeded(whole, left, tokens, cost);
    if (exceeded != null) {
      return new TaskBudgetExceeded(exceeded);
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
    calls.add(c, type, quota.invoke(Quota::limits));
    return new Held(cap, tokens, cost, found.routes());
  }

  /** What the task's limits leave beside what its calls were charged and hold. */
  private TaskCalls.Left left(AgentAndQuota both, HoldCall.TaskAttempt task, CallTable.Task found) {
    if (found.maxCalls() == null && found.maxCostUsd() == null) {
      return TaskCalls.Left.ALL;
    }
    var running =
        both.quota()
            .invoke(
                q ->
                    found.type().equals(CHAT)
                        ? q.runningCallsOf(task.taskId(), task.attempt())
                        : q.runningCallsOf(task.taskId()));
    return ofTasks.left(
        task.taskId(), found.type().equals(CHAT), found.maxCalls(), found.maxCostUsd(), running);
  }

  /** Such a model takes nobody's place. */
  private boolean isBraked(String model) {
    return brakes.inForce().stream().anyMatch(brake -> brake.stopsModel(model));
  }

  /** The limit of its task that a call would pass; null for none. */
  private static @Nullable String exceeded(
      CallRoom room, TaskCalls.Left left, long tokens, BigDecimal cost) {
    // What is free counts in no limit.
    var passed = tokens == 0 && cost.signum() == 0 ? null : left.exceededBy(cost);
    if (passed != null) {
      return passed;
    }
    if (room.tokensOfTask()
        && room.tokens() != null
        && BigDecimal.valueOf(tokens).compareTo(room.tokens()) > 0) {
      return "tokens";
    }
    return room.costOfTask() && room.costUsd() != null && cost.compareTo(room.costUsd()) > 0
        ? "cost"
        : null;
  }

  private static String limit(UsageRefused why) {
    return String.join("/", why.atLevel().wire(), why.ofWindow().wire(), why.limitKind().wire());
  }

  /** On record once a minute: an agent that asks a thousand times a second must not fill it. */
  private UsageRefused refuse(HoldCall c, Aggregate<Quota> quota, UsageRefused why) {
    var minute = c.at().truncatedTo(ChronoUnit.MINUTES);
    var before = calls.refused(c.agentId(), limit(why), minute);
    if (before != null) {
      quota.execute(q -> q.refuse(why.after(before)));
    }
    return why;
  }
}
