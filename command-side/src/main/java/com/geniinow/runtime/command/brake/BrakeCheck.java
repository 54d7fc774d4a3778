package com.geniinow.runtime.command.brake;

import com.geniinow.runtime.command.brake.Brake.Work;
import com.geniinow.runtime.command.line.AgentEntry;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Whether work may begin. Asked inside a command, whose first statement has seen whether there is
 * any brake and keeps another from being set until the command ends.
 */
@Component
public class BrakeCheck {
  private final BrakeTable table;

  BrakeCheck(BrakeTable table) {
    this.table = table;
  }

  /** All that are in force for the command. */
  public List<Brake> inForce() {
    var entry = AgentEntry.current();
    if (entry == null) {
      throw new IllegalStateException("brakes are asked for by commands only");
    }
    return entry.braked() ? table.inForce() : List.of();
  }

  /** The oldest brake that stops work of the command's agent; null for none. */
  public @Nullable Brake stopping(UUID agentId, @Nullable String taskType, @Nullable String model) {
    var brakes = inForce();
    if (brakes.isEmpty()) {
      return null;
    }
    var work = new Work(AgentEntry.entity(), agentId, taskType, model);
    return brakes.stream().filter(brake -> brake.stops(work)).findFirst().orElse(null);
  }

  /**
   * Lets work of the command's agent begin.
   *
   * @throws RefusedException when a brake stops it
   */
  public void mustMayBegin(UUID agentId, @Nullable String taskType, @Nullable String model) {
    var brake = stopping(agentId, taskType, model);
    if (brake != null) {
      throw refusal(brake).exception();
    }
  }

  private static Refusal refusal(Brake brake) {
    return new Refusal.Braked(
        brake.brakeId(), brake.scope(), brake.id(), brake.since(), brake.reason());
  }
}
