package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.quota.QuotaEvent;
import com.geniinow.runtime.events.quota.StorageEvent;
import com.geniinow.runtime.query.view.quota.QuotaDisplay;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.springframework.stereotype.Component;

/**
 * Makes displayed quotas real time: each commit with an event of a quota is followed, before its
 * command is answered, by forgetting what was kept for display. A commit that failed may have
 * happened all the same when its connection was lost, so it is treated alike.
 */
@Component
class QuotaDisplayRefresh {
  private final QuotaDisplay display;

  QuotaDisplayRefresh(EventStore events, QuotaDisplay display) {
    this.display = display;
    events.subscribe(this::afterCommit);
  }

  private void afterCommit(List<? extends EventMessage<?>> events) {
    var changed =
        events.stream()
            .map(EventMessage::getPayload)
            .filter(event -> event instanceof QuotaEvent || event instanceof StorageEvent)
            .map(event -> ((RuntimeEvent) event).agentId())
            .collect(Collectors.toUnmodifiableSet());
    if (changed.isEmpty()) {
      return;
    }
    var unitOfWork = CurrentUnitOfWork.get().root();
    unitOfWork.afterCommit(u -> changed.forEach(this::forget));
    unitOfWork.onRollback(u -> changed.forEach(this::forget));
  }

  private void forget(UUID agentId) {
    display.changed(agentId);
  }
}
