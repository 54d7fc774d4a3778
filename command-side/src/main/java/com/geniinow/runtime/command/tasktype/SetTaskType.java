package com.geniinow.runtime.command.tasktype;

import com.geniinow.runtime.command.line.PlatformCommand;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.tasktype.TaskTypeEvent.TaskTypeSet;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Registers a type, or changes it; answers its version that is in force from now on. */
record SetTaskType(
    String type,
    @Nullable Long maxTokensDefault,
    @Nullable String description,
    @Nullable Json schema,
    String by,
    Instant at)
    implements PlatformCommand<TaskTypeSet> {
  @Override
  public UUID secondStream() {
    return Ids.TASK_TYPES;
  }

  /** What happens by it. */
  TaskTypeSet asVersion(int version) {
    return new TaskTypeSet(
        Ids.PLATFORM, type, version, maxTokensDefault, description, schema, by, at);
  }
}
