package com.geniinow.runtime.query.projection;

/** The table system_events: one row for each event of any kind. */
final class SystemEventProjector implements Projector {
  @Override
  public void project(StoredEvent event, Writes writes) {
    var payload = event.payload();
    writes.one(
        """
        INSERT INTO system_events
          (event_id, agent_id, entity_id, type, aggregate_type, sequence, occurred_at)
        SELECT ?, agent_id, entity_id, ?, ?, ?, ? FROM agents WHERE agent_id = ?""",
        event.eventId(),
        payload.getClass().getSimpleName(),
        event.aggregateType(),
        event.sequence(),
        payload.at(),
        payload.agentId());
  }
}
