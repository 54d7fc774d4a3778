package com.geniinow.runtime.command.quota;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.geniinow.runtime.events.quota.StorageEvent;
import com.geniinow.runtime.events.quota.StorageEvent.StorageFreed;
import com.geniinow.runtime.events.quota.StorageEvent.StorageRefused;
import com.geniinow.runtime.events.quota.StorageEvent.StorageReleased;
import com.geniinow.runtime.events.quota.StorageEvent.StorageReserved;
import com.geniinow.runtime.events.quota.StorageEvent.StorageTaken;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an agent's files take, and what is held for those on their way; part of its Quota. */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
final class Storage {
  private long used;
  private Map<UUID, Held> held = new LinkedHashMap<>();

  /** What one upload may take, until when. */
  record Held(long bytes, Instant expiresAt) {}

  long used() {
    return used;
  }

  long reserved() {
    return held.values().stream().mapToLong(Held::bytes).sum();
  }

  /** What all uploads but this one hold. */
  long reservedBeside(UUID fileId) {
    var own = held.get(fileId);
    return reserved() - (own == null ? 0 : own.bytes());
  }

  /** How many uploads are on their way. */
  int uploads() {
    return held.size();
  }

  /** What an upload holds, or null when it holds nothing (any more). */
  @Nullable Held held(UUID fileId) {
    return held.get(fileId);
  }

  /** The holds that have expired. */
  Map<UUID, Held> expired(Instant at) {
    var expired = new LinkedHashMap<>(held);
    expired.values().removeIf(hold -> hold.expiresAt().isAfter(at));
    return expired;
  }

  void on(StorageEvent event) {
    switch (event) {
      case StorageReserved e -> held.put(e.fileId(), new Held(e.bytes(), e.expiresAt()));
      case StorageReleased e -> held.remove(e.fileId());
      case StorageTaken e -> {
        held.remove(e.fileId());
        used += e.bytes();
      }
      case StorageFreed e -> used -= e.bytes();
      case StorageRefused e -> {}
    }
  }

  @Override
  public String toString() {
    return used + " used, held " + held;
  }
}
