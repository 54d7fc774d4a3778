package com.geniinow.runtime.command.key;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.access.AccessEvent;
import com.geniinow.runtime.events.access.AccessEvent.SubjectTokensRevoked;
import java.time.Instant;
import java.util.UUID;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;

/** Who may no longer use the platform; there is one, the platform's. The tables know the rest. */
@Aggregate(repository = "accessListRepository")
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
public class AccessList {
  @AggregateIdentifier private UUID listId;

  /** For Axon, which then applies the events. */
  @SuppressWarnings("NullAway.Init")
  protected AccessList() {}

  /** Opens it with the first subject. */
  @SuppressWarnings("NullAway.Init")
  AccessList(String subject, Instant through, String reason, String by, Instant at) {
    revoke(subject, through, reason, by, at);
  }

  /** Voids the tokens of a subject that were issued in or before a second. */
  final void revoke(String subject, Instant through, String reason, String by, Instant at) {
    apply(new SubjectTokensRevoked(Ids.PLATFORM, subject, through, reason, by, at));
  }

  @EventSourcingHandler
  void on(AccessEvent event) {
    listId = Ids.ACCESS;
  }
}
