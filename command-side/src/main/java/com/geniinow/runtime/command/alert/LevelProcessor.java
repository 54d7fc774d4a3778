package com.geniinow.runtime.command.alert;

import com.geniinow.runtime.command.alert.Margins.Step;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.quota.QuotaEvent.PeriodOpened;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaChanged;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaRaised;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageCorrected;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import com.geniinow.runtime.events.quota.StorageEvent.StorageFreed;
import com.geniinow.runtime.events.quota.StorageEvent.StorageTaken;
import com.geniinow.runtime.events.task.TaskEvent.TaskCancelled;
import com.geniinow.runtime.events.task.TaskEvent.TaskCompleted;
import com.geniinow.runtime.events.task.TaskEvent.TaskDeadLettered;
import com.geniinow.runtime.events.task.TaskEvent.TaskDenied;
import com.geniinow.runtime.events.task.TaskEvent.TaskDue;
import com.geniinow.runtime.events.task.TaskEvent.TaskExpired;
import com.geniinow.runtime.events.task.TaskEvent.TaskRedriven;
import com.geniinow.runtime.events.task.TaskEvent.TaskSubmitted;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.springframework.stereotype.Component;

/**
 * Looks at an agent when something happened to it that can have carried it over a threshold or back
 * ({@link Margins}), once for all events of a batch and in their transaction. What was passed and
 * left again before anybody looked, usually within a tenth of a second, is not told.
 */
@Component
@ProcessingGroup(AlertProcessor.PROCESSOR)
class LevelProcessor {
  private static final String SEEN = LevelProcessor.class.getName();

  private final LevelTable levels;
  private final AlertTable alerts;
  private final AlertSettings settings;
  private final Now now;
  private final List<Threshold> thresholds;
  private final Margins margins;

  LevelProcessor(LevelTable levels, AlertTable alerts, AlertSettings settings, Now now) {
    this.levels = levels;
    this.alerts = alerts;
    this.settings = settings;
    this.now = now;
    this.thresholds = Threshold.all(settings);
    this.margins = new Margins(settings);
  }

  @EventHandler(payloadType = TaskSubmitted.class)
  void submitted(DomainEventMessage<?> event) {
    opened(event);
  }

  @EventHandler(payloadType = TaskCompleted.class)
  void completed(DomainEventMessage<?> event) {
    closed(event);
  }

  @EventHandler(payloadType = TaskDeadLettered.class)
  void deadLettered(DomainEventMessage<?> event) {
    closed(event);
  }

  @EventHandler(payloadType = TaskCancelled.class)
  void cancelled(DomainEventMessage<?> event) {
    closed(event);
  }

  @EventHandler(payloadType = TaskDue.class)
  void due(DomainEventMessage<?> event) {
    opened(event);
  }

  @EventHandler(payloadType = TaskExpired.class)
  void expired(DomainEventMessage<?> event) {
    closed(event);
  }

  @EventHandler(payloadType = TaskDenied.class)
  void denied(DomainEventMessage<?> event) {
    closed(event);
  }

  @EventHandler(payloadType = TaskRedriven.class)
  void redriven(DomainEventMessage<?> event) {
    opened(event);
  }

  @EventHandler
  void on(UsageRecorded e, EventMessage<?> event) {
    seeUnless(e.agentId(), new Step(0, 0, e.tokens()), event);
  }

  @EventHandler
  void on(UsageCorrected e, EventMessage<?> event) {
    see(e, event);
  }

  @EventHandler
  void on(QuotaChanged e, EventMessage<?> event) {
    see(e, event);
  }

  /** Its end is no event: the sweep comes by. */
  @EventHandler
  void on(QuotaRaised e, EventMessage<?> event) {
    see(e, event);
  }

  @EventHandler
  void on(PeriodOpened e, EventMessage<?> event) {
    see(e, event);
  }

  @EventHandler
  void on(StorageTaken e, EventMessage<?> event) {
    see(e, event);
  }

  @EventHandler
  void on(StorageFreed e, EventMessage<?> event) {
    see(e, event);
  }

  private void opened(DomainEventMessage<?> event) {
    seeUnless(agentOf(event), Step.OPENED, event);
  }

  private void closed(DomainEventMessage<?> event) {
    seeUnless(agentOf(event), Step.CLOSED, event);
  }

  /** A task's payload may be large, and whose event it is can be told without reading it. */
  private static UUID agentOf(DomainEventMessage<?> event) {
    return UUID.fromString(event.getAggregateIdentifier());
  }

  /** A step carries nobody over who has a margin for it. */
  private void seeUnless(UUID agentId, Step step, EventMessage<?> event) {
    if (!margins.hold(agentId, step, now.get())) {
      see(agentId, event);
    }
  }

  /** What changes a limit, or counts in a figure that no margin is kept of. */
  private void see(RuntimeEvent payload, EventMessage<?> event) {
    see(payload.agentId(), event);
  }

  /** Notes whom to look at; the last event names the crossing. */
  private void see(UUID agentId, EventMessage<?> event) {
    margins.forget(agentId);
    var unitOfWork = CurrentUnitOfWork.get();
    var seen =
        unitOfWork.getOrComputeResource(
            SEEN,
            key -> {
              Map<UUID, String> agents = new HashMap<>();
              unitOfWork.onPrepareCommit(u -> lookAndKeep(agents));
              return agents;
            });
    seen.put(agentId, event.getIdentifier());
  }

  /** Margins are of this thread's looks alone: it knows what came after each. */
  private void lookAndKeep(Map<UUID, String> agents) {
    var at = now.get();
    var figures = levels.figures(agents.keySet(), at);
    var moved = look(figures, agents);
    figures.stream()
        .filter(agent -> !moved.contains(agent.agentId()))
        .forEach(agent -> margins.looked(agent, at));
  }

  /** Looks at agents, each for the sake of an event; whose figures had moved unnoticed. */
  Set<UUID> look(Map<UUID, String> agents) {
    return look(levels.figures(agents.keySet(), now.get()), agents);
  }

  private Set<UUID> look(List<Figures> figures, Map<UUID, String> agents) {
    Set<UUID> moved = new HashSet<>();
    for (var agent : figures) {
      var event = agents.get(agent.agentId());
      for (var threshold : thresholds) {
        if (event != null && look(agent, threshold, event)) {
          moved.add(agent.agentId());
        }
      }
    }
    return moved;
  }

  private boolean look(Figures agent, Threshold threshold, String event) {
    var above = agent.above().contains(threshold.kind());
    if (!above && threshold.passedBy(agent)) {
      var passed = levels.pass(agent, threshold, now.get());
      if (passed && !toldOfMore(agent, threshold)) {
        raise(agent, threshold, event);
      }
      return passed;
    }
    if (above && threshold.leftBy(agent)) {
      levels.leave(agent, threshold);
      return true;
    }
    return false;
  }

  /** An agent whose limit was reported as passed gets no alert that it is near the limit. */
  private boolean toldOfMore(Figures agent, Threshold threshold) {
    return threshold.kind().equals(Threshold.TOKENS)
        && agent.tokensPassed()
        && alerts.toldOfOverage(agent.agentId());
  }

  private void raise(Figures agent, Threshold threshold, String event) {
    var crossing = Ids.derive(agent.agentId(), "level/%s/%s".formatted(threshold.kind(), event));
    var message = threshold.message(agent, settings.agentUrl(agent.agentId()));
    alerts.raise(Alert.toSlack(crossing, agent.agentId(), threshold.kind(), message, now.get()));
  }
}
