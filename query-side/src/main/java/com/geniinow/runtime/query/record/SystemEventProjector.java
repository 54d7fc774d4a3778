package com.geniinow.runtime.query.record;

/** The table system_events: one row for each event of any kind. */
final class SystemEventProjector implements Projector {
  @Override
  public void project(StoredEvent event, Writes writes) {
    var payload = event.payload();
    writes
        .insert("system_events", payload)
        .set("event_id", event.eventId())
        .set("type", payload.getClass().getSimpleName())
        .set("aggregate_type", event.aggregateType())
        .set("sequence", event.sequence())
        .set("occurred_at", payload.at());
  }
}
