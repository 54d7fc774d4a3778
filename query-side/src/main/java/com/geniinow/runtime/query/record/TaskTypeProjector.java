package com.geniinow.runtime.query.record;

import com.geniinow.runtime.events.tasktype.TaskTypeEvent.TaskTypeSet;

/** The table task_types: a row for each version of each registered type. */
public final class TaskTypeProjector implements Projector {
  @Override
  public void project(StoredEvent event, Writes writes) {
    if (event.payload() instanceof TaskTypeSet e) {
      writes
          .insert("task_types", e.agentId())
          .set("version_id", event.eventId())
          .set("type", e.type())
          .set("version", e.version())
          .set("max_tokens_default", e.maxTokensDefault())
          .set("description", e.description())
          .set("schema", e.schema())
          .set("set_by", e.by())
          .set("set_at", e.at());
    }
  }
}
