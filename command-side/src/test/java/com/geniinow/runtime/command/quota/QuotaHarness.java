package com.geniinow.runtime.command.quota;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.geniinow.runtime.command.store.EventJson;
import com.geniinow.runtime.command.testing.Story;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.quota.QuotaEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.EventSourcingRepository;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.modelling.command.Repository;
import org.axonframework.modelling.command.inspection.AggregateModel;
import org.axonframework.modelling.command.inspection.AnnotatedAggregateMetaModelFactory;

/**
 * A Quota over events in memory. Each command loads it from its events alone and commits all of its
 * events or, when it crashes, none; nothing is remembered in between.
 */
final class QuotaHarness {
  private static final AggregateModel<Quota> MODEL =
      AnnotatedAggregateMetaModelFactory.inspectAggregate(Quota.class);
  private static final ObjectMapper STATE = EventJson.mapper();
  private static final String ID = Ids.quotaOf(Story.AGENT).toString();

  private final EventStore store =
      EmbeddedEventStore.builder().storageEngine(new InMemoryEventStorageEngine()).build();
  private final Repository<Quota> quotas =
      EventSourcingRepository.builder(Quota.class).aggregateModel(MODEL).eventStore(store).build();
  private final List<Commit> commits = new ArrayList<>();

  /**
   * What one command left behind.
   *
   * @param state the aggregate as it was in memory when its command ended
   */
  record Commit(List<QuotaEvent> events, String state) {}

  /** A quota with these events, as if each had been a commit. */
  static QuotaHarness of(List<QuotaEvent> events) {
    var harness = new QuotaHarness();
    harness.append(events);
    return harness;
  }

  /** Runs a command to its commit, or up to just before it. */
  List<QuotaEvent> run(Consumer<Quota> command, boolean crashes) {
    var before = events().size();
    var unit = DefaultUnitOfWork.startAndGet(null);
    var state = new String[1];
    quotas
        .load(ID)
        .execute(
            quota -> {
              command.accept(quota);
              state[0] = json(quota);
            });
    if (crashes) {
      unit.rollback();
      return List.of();
    }
    unit.commit();
    var events = events();
    var added = List.copyOf(events.subList(before, events.size()));
    commits.add(new Commit(added, state[0]));
    return added;
  }

  /** Every commit so far, in order; those of {@link #of} are not among them. */
  List<Commit> commits() {
    return commits;
  }

  /** Everything stored, in order. */
  List<QuotaEvent> events() {
    return store.readEvents(ID).asStream().map(e -> (QuotaEvent) e.getPayload()).toList();
  }

  /** The state that the stored events lead to. */
  String state() {
    var unit = DefaultUnitOfWork.startAndGet(null);
    try {
      return quotas.load(ID).invoke(QuotaHarness::json);
    } finally {
      unit.rollback();
    }
  }

  private void append(List<QuotaEvent> events) {
    var unit = DefaultUnitOfWork.startAndGet(null);
    List<DomainEventMessage<?>> messages = new ArrayList<>();
    for (var event : events) {
      messages.add(new GenericDomainEventMessage<>("Quota", ID, messages.size(), event));
    }
    store.publish(messages);
    unit.commit();
  }

  private static String json(Quota quota) {
    try {
      return STATE.writeValueAsString(quota);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
