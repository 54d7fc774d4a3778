package com.geniinow.runtime.events.tasktype;

import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.RuntimeEvent;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What happens to types of tasks, which belong to the platform. */
public sealed interface TaskTypeEvent extends RuntimeEvent {
  String type();

  /**
   * A type was registered, or is another one from now on: nothing of a version before stays.
   *
   * @param agentId {@link com.geniinow.runtime.events.Ids#PLATFORM}
   * @param version counts the type's versions, from 1
   * @param maxTokensDefault what a task holds that says nothing of it; null for nothing
   * @param description for people; null for none
   * @param schema that payloads must fit; null for any payload
   */
  record TaskTypeSet(
      UUID agentId,
      String type,
      int version,
      @Nullable Long maxTokensDefault,
      @Nullable String description,
      @Nullable Json schema,
      String by,
      Instant at)
      implements TaskTypeEvent {
    /** What is stored as null is read as a document that is null. */
    public TaskTypeSet {
      if (schema != null && schema.text().equals("null")) {
        schema = null;
      }
    }
  }
}
