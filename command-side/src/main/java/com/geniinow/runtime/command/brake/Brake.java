package com.geniinow.runtime.command.brake;

import com.geniinow.runtime.events.brake.BrakeScope;
import com.geniinow.runtime.platform.model.ModelNames;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A brake in force.
 *
 * @param id of what it stops; null for the fleet
 */
public record Brake(
    UUID brakeId, BrakeScope scope, @Nullable String id, Instant since, String reason) {
  /**
   * Work that may be stopped.
   *
   * @param taskType null for what belongs to no task
   * @param model that it calls; null for none
   */
  public record Work(
      UUID entityId, UUID agentId, @Nullable String taskType, @Nullable String model) {}

  /** Whether it stops this work. */
  public boolean stops(Work work) {
    return switch (scope) {
      case FLEET -> true;
      case ENTITY -> work.entityId().toString().equals(id);
      case AGENT -> work.agentId().toString().equals(id);
      case MODEL -> stopsModel(work.model());
      case TASK_TYPE -> id != null && id.equals(work.taskType());
    };
  }

  /**
   * Whether it stops calls of a model wherever they come from. A dated variant goes with its
   * family, and a name that differs in its case is no other model: who is stopped must not go on
   * under another spelling.
   */
  public boolean stopsModel(@Nullable String model) {
    return scope == BrakeScope.MODEL
        && id != null
        && model != null
        && (id.equalsIgnoreCase(model.strip())
            || id.equalsIgnoreCase(ModelNames.undated(model.strip())));
  }
}
