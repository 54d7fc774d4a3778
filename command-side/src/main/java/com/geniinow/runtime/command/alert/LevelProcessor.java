package com.geniinow.runtime.command.alert;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.quota.QuotaEvent;
import com.geniinow.runtime.events.task.TaskEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.springframework.stereotype.Component;

/**
 * Looks at an agent when something happened to it that can carry it over a threshold or back, once
 * for all events of a batch and in their transaction. What was passed and left again before anybody
 * looked, usually within a tenth of a second, is not told.
 */
@Component
@ProcessingGroup(AlertProcessor.PROCESSOR)
class LevelProcessor {
  private static final String SEEN = LevelProcessor.class.getName();

  private final LevelBook levels;
  private final AlertBook alerts;
  private final AlertSettings settings;
  private final List<Threshold> thresholds;

  LevelProcessor(LevelBook levels, AlertBook alerts, AlertSettings settings) {
    this.levels = levels;
    this.alerts = alerts;
    this.settings = settings;
    this.thresholds = Threshold.all(settings);
  }

  /** Notes whom to look at; the last event's time is that of the crossing. */
  @EventHandler
  void on(RuntimeEvent event) {
    if (!canMatter(event)) {
      return;
    }
    var unitOfWork = CurrentUnitOfWork.get();
    Map<UUID, Instant> seen =
        unitOfWork.getOrComputeResource(
            SEEN,
            key -> {
              Map<UUID, Instant> agents = new HashMap<>();
              unitOfWork.onPrepareCommit(u -> look(agents));
              return agents;
            });
    seen.put(event.agentId(), event.at());
  }

  /** What only moves a reservation or starts what is open already changes no figure. */
  private static boolean canMatter(RuntimeEvent event) {
    return !(event instanceof TaskEvent.TaskStarted
        || event instanceof TaskEvent.TaskAttemptFailed
        || event instanceof TaskEvent.TaskRequeued
        || event instanceof QuotaEvent.UsageReserved
        || event instanceof QuotaEvent.ReservationReleased
        || event instanceof QuotaEvent.UsageRefused
        || event instanceof QuotaEvent.OverageRecorded);
  }

  private void look(Map<UUID, Instant> agents) {
    for (var agent : levels.figures(agents.keySet())) {
      var at = agents.get(agent.agentId());
      if (at != null) {
        thresholds.forEach(threshold -> look(agent, threshold, at));
      }
    }
  }

  private void look(Figures agent, Threshold threshold, Instant at) {
    boolean above = agent.above().contains(threshold.kind());
    if (!above && threshold.passedBy(agent)) {
      if (levels.pass(agent, threshold, at)) {
        raise(agent, threshold, at);
      }
    } else if (above && threshold.leftBy(agent)) {
      levels.leave(agent, threshold);
    }
  }

  private void raise(Figures agent, Threshold threshold, Instant at) {
    var crossing = Ids.derive(agent.agentId(), "level/%s/%s".formatted(threshold.kind(), at));
    var message = threshold.message(agent, settings.agentUrl(agent.agentId()));
    alerts.raise(Alert.toSlack(crossing, agent.agentId(), threshold.kind(), message, at));
  }
}
