package com.geniinow.runtime.query.record;

import com.geniinow.runtime.events.access.AccessEvent.SubjectTokensRevoked;

/** The table revoked_subjects: a row for each time that the tokens of a subject became void. */
public final class AccessProjector implements Projector {
  @Override
  public void project(StoredEvent event, Writes writes) {
    if (event.payload() instanceof SubjectTokensRevoked e) {
      writes
          .insert("revoked_subjects", e.agentId())
          .set("event_id", event.eventId())
          .set("subject", e.subject())
          .set("through", e.through())
          .set("created_at", e.at());
    }
  }
}
