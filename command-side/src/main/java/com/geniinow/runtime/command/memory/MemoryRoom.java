package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.refusal.Refusal;
import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** How much an agent may remember: so many memories, and as many bytes as its files leave it. */
@Component
class MemoryRoom {
  private final MemoryModelTable models;
  private final MemorySettings settings;

  MemoryRoom(MemoryModelTable models, MemorySettings settings) {
    this.models = models;
    this.settings = settings;
  }

  /**
   * Whether one memory more finds room.
   *
   * @param bytesLeft of the agent's storage limit, beside its files
   */
  boolean has(UUID agentId, MemoryWish wish, long bytesLeft, Instant at) {
    return models.hasRoom(agentId, settings.limit(), bytesLeft, wish.bytes(), at);
  }

  Refusal refusal(long bytesLeft) {
    return new Refusal.MemoryFull(settings.limit(), bytesLeft);
  }
}
