package com.geniinow.runtime.command.stream;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What others can hear of; a name that is read would else be the constant's. */
public enum PushedType {
  @JsonProperty("task.submitted")
  TASK_SUBMITTED,
  @JsonProperty("task.scheduled")
  TASK_SCHEDULED,
  @JsonProperty("task.approval_required")
  TASK_APPROVAL_REQUIRED,
  @JsonProperty("task.started")
  TASK_STARTED,
  @JsonProperty("task.retrying")
  TASK_RETRYING,
  @JsonProperty("task.completed")
  TASK_COMPLETED,
  @JsonProperty("task.dead_lettered")
  TASK_DEAD_LETTERED,
  @JsonProperty("task.cancelled")
  TASK_CANCELLED,
  @JsonProperty("task.expired")
  TASK_EXPIRED,
  @JsonProperty("task.denied")
  TASK_DENIED,
  @JsonProperty("quota.refused")
  QUOTA_REFUSED,
  @JsonProperty("quota.changed")
  QUOTA_CHANGED,
  @JsonProperty("file.stored")
  FILE_STORED,
  @JsonProperty("file.deleted")
  FILE_DELETED;

  private final String wire = name().toLowerCase(Locale.ROOT).replaceFirst("_", ".");

  /** The name on the wire and in tables, such as {@code task.dead_lettered}. */
  @JsonValue
  public String wire() {
    return wire;
  }

  /** The type of exactly this name. */
  public static Optional<PushedType> of(String wire) {
    return Arrays.stream(values()).filter(type -> type.wire.equals(wire)).findFirst();
  }
}
