package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.springframework.stereotype.Component;

/** All that an agent remembers, for whoever erases it. */
@Component
public class AgentMemories {
  /** Commands of one turn. */
  private static final int STEPS = 50;

  private final AgentLine line;
  private final Now now;

  AgentMemories(AgentLine line, Now now) {
    this.line = line;
    this.now = now;
  }

  /**
   * Forgets some memories, or keys once there are none.
   *
   * @param mayGoOn asked before each batch
   * @return whether none is left
   */
  public boolean forgetSome(UUID agentId, String by, BooleanSupplier mayGoOn) {
    for (var step = 0; step < STEPS && mayGoOn.getAsBoolean(); step++) {
      if (line.send(new ForgetAll(agentId, by, now.get())) == 0) {
        return true;
      }
    }
    return false;
  }
}
