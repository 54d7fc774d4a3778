package com.geniinow.runtime.command.quota;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

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

  /**
   * What an upload asks for.
   *
   * @param limit of the agent's storage, in bytes
   * @param atLeast the smallest size the file can turn out to have, or has already
   * @param atMost the largest
   * @param mayWait whether the answer may be {@code Later} where other uploads hold the room that
   *     is missing; else it gets what is left now, or is refused
   * @param expiresAt when its hold ends whatever happens
   */
  record Wish(
      UUID agentId,
      long limit,
      UUID fileId,
      long atLeast,
      long atMost,
      boolean mayWait,
      Instant expiresAt,
      Instant at) {}

  // ---- decide ----

  /**
   * Holds room for a file that is on its way: {@code atMost} bytes, or where nobody else is in the
   * way what is left. The storage limit blocks whatever the policy.
   */
  StorageAdmission reserve(Wish wish) {
    dropExpired(wish);
    return held.size() >= Quota.MAX_UPLOADS
        ? new StorageAdmission.TooMany(Quota.MAX_UPLOADS)
        : admit(wish);
  }

  /**
   * Makes the hold of a file larger that turned out to need more. Where there is no room it holds
   * nothing any more, and the refusal is recorded.
   */
  StorageAdmission grow(Wish wish) {
    dropExpired(wish);
    return admit(wish);
  }

  private StorageAdmission admit(Wish wish) {
    var unused = wish.limit() - used;
    long others = reservedBeside(wish.fileId());
    long left = unused - others;
    if (left < wish.atMost() && others > 0 && wish.mayWait() && unused >= wish.atLeast()) {
      return new StorageAdmission.Later();
    }
    if (left < wish.atLeast()) {
      release(wish.agentId(), wish.fileId(), "refused", wish.at());
      return refuse(wish);
    }
    release(wish.agentId(), wish.fileId(), "grown", wish.at());
    long bytes = Math.min(wish.atMost(), left);
    apply(new StorageReserved(wish.agentId(), wish.fileId(), bytes, wish.expiresAt(), wish.at()));
    return new StorageAdmission.Admitted(bytes);
  }

  private StorageAdmission.Refused refuse(Wish wish) {
    var refused =
        new StorageRefused(
            wish.agentId(),
            wish.fileId(),
            wish.limit(),
            used,
            reserved(),
            wish.atLeast(),
            wish.at());
    apply(refused);
    return new StorageAdmission.Refused(refused);
  }

  /** Nobody else's forgotten hold is in the way. */
  private void dropExpired(Wish wish) {
    var expired = new LinkedHashMap<>(held);
    expired.values().removeIf(hold -> hold.expiresAt().isAfter(wish.at()));
    expired.remove(wish.fileId());
    expired.keySet().forEach(file -> release(wish.agentId(), file, "expired", wish.at()));
  }

  /** Settles a hold, which there is, to the file's real size. */
  void take(UUID agentId, UUID fileId, long bytes, Instant at) {
    var hold = held.get(fileId);
    if (hold == null || bytes > hold.bytes()) {
      throw new IllegalStateException("a file larger than its hold is refused before");
    }
    apply(new StorageTaken(agentId, fileId, bytes, hold.bytes(), at));
  }

  /** Gives a hold back; once only. */
  void release(UUID agentId, UUID fileId, String reason, Instant at) {
    var hold = held.get(fileId);
    if (hold != null) {
      apply(new StorageReleased(agentId, fileId, hold.bytes(), reason, at));
    }
  }

  /** Gives back what a deleted file took. */
  void free(UUID agentId, UUID fileId, long bytes, Instant at) {
    if (bytes > used) {
      throw new IllegalStateException("a deleted file was counted before");
    }
    apply(new StorageFreed(agentId, fileId, bytes, at));
  }

  /** What the files take that were kept. */
  long used() {
    return used;
  }

  /** What is held for all uploads on their way. */
  long reserved() {
    return held.values().stream().mapToLong(Held::bytes).sum();
  }

  private long reservedBeside(UUID fileId) {
    var own = held.get(fileId);
    return reserved() - (own == null ? 0 : own.bytes());
  }

  /** What an upload holds, or null when it holds nothing (any more). */
  @Nullable Held held(UUID fileId) {
    return held.get(fileId);
  }

  // ---- evolve ----

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
