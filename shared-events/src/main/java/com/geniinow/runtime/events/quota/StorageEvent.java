package com.geniinow.runtime.events.quota;

import com.geniinow.runtime.events.RuntimeEvent;
import java.time.Instant;
import java.util.UUID;

/** What happens to the room for an agent's files; all figures are bytes. */
public sealed interface StorageEvent extends RuntimeEvent {
  /** The file this is about. */
  UUID fileId();

  /** A file that is on its way may take up to this much, until then. */
  record StorageReserved(UUID agentId, UUID fileId, long bytes, Instant expiresAt, Instant at)
      implements StorageEvent {}

  /** The file did not come: what was held for it is given back. */
  record StorageReleased(UUID agentId, UUID fileId, long bytes, String reason, Instant at)
      implements StorageEvent {}

  /**
   * A file is kept and takes this much; its reservation ends.
   *
   * @param reservedBytes what the reservation was, given back by this event
   */
  record StorageTaken(UUID agentId, UUID fileId, long bytes, long reservedBytes, Instant at)
      implements StorageEvent {}

  /** A file was deleted: what it took is given back. */
  record StorageFreed(UUID agentId, UUID fileId, long bytes, Instant at) implements StorageEvent {}

  /** A file was refused, whatever the policy: the storage limit always blocks. */
  record StorageRefused(
      UUID agentId, UUID fileId, long limit, long used, long reserved, long requested, Instant at)
      implements StorageEvent {}
}
