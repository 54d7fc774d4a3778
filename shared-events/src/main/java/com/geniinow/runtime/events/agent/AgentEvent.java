package com.geniinow.runtime.events.agent;

import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.Sealed;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What happens to an agent itself. */
public sealed interface AgentEvent extends RuntimeEvent {
  /** A new agent, with the caller that asked for it in {@code by}. */
  record AgentProvisioned(
      UUID agentId,
      UUID entityId,
      @Sealed String name,
      @Sealed Json metadata,
      String by,
      Instant at)
      implements AgentEvent {}

  /** An agent that existed before the runtime was installed. */
  record AgentImported(
      UUID agentId,
      UUID entityId,
      @Sealed String name,
      @Sealed Json metadata,
      String by,
      Instant at)
      implements AgentEvent {}

  /** No submissions are taken and queued tasks wait. */
  record AgentSuspended(UUID agentId, @Sealed String reason, String by, Instant at)
      implements AgentEvent {}

  /** Work goes on. */
  record AgentResumed(UUID agentId, @Sealed String reason, String by, Instant at)
      implements AgentEvent {}

  /**
   * The end: nothing can be submitted any more.
   *
   * @param reason null of an agent that is erased again, whose text can't be kept
   */
  record AgentTerminated(UUID agentId, @Sealed @Nullable String reason, String by, Instant at)
      implements AgentEvent {}

  /**
   * A key that acts as the agent.
   *
   * @param scopes what it opens, such as {@code tasks}
   * @param hash SHA-256 of the secret, in hexadecimal digits
   * @param prefix the secret's first characters, by which it is known; null of keys of before
   * @param expiresAt from when it opens nothing; null for never
   */
  record KeyCreated(
      UUID agentId,
      UUID keyId,
      @Sealed String name,
      List<String> scopes,
      String hash,
      @Nullable String prefix,
      @Nullable Instant expiresAt,
      String by,
      Instant at)
      implements AgentEvent {
    public KeyCreated {
      scopes = List.copyOf(scopes);
    }
  }

  /**
   * A key has another secret; the one before is good for a while yet.
   *
   * @param secret counts the key's secrets; the first one is 1
   * @param hash of the new one
   * @param prefix its first characters; null of keys of before
   * @param formerUntil from when the one before opens nothing
   */
  record KeyRotated(
      UUID agentId,
      UUID keyId,
      int secret,
      String hash,
      @Nullable String prefix,
      Instant formerUntil,
      String by,
      Instant at)
      implements AgentEvent {}

  /** A key opens nothing any more. */
  record KeyRevoked(UUID agentId, UUID keyId, String by, Instant at) implements AgentEvent {}

  /**
   * The agent's tokens are void.
   *
   * @param through the last second whose tokens are; so are those that don't say when they were
   *     issued
   * @param reason null of an agent that is erased, or is being erased: no text of it is kept
   */
  record TokensRevoked(
      UUID agentId, Instant through, @Sealed @Nullable String reason, String by, Instant at)
      implements AgentEvent {}

  /** The agent's name or metadata are others from now on; both are there as they are now. */
  record AgentChanged(
      UUID agentId, @Sealed String name, @Sealed Json metadata, String by, Instant at)
      implements AgentEvent {}

  /**
   * An agent that was terminated is being erased: its own row shows nothing any more that people
   * wrote of it, others follow by {@link TextErased}, and from now on none is kept. It ends with
   * {@link AgentErased}.
   *
   * @param reason why; it stays
   * @param erased how many of each there were
   */
  record ErasureStarted(
      UUID agentId, UUID erasureId, String reason, ErasedCounts erased, String by, Instant at)
      implements AgentEvent {}

  /**
   * Some rows of an agent that is being erased hold no text any more; labels are gone.
   *
   * @param rows by their primary keys, at most 500: so that a replay empties the same ones
   */
  record TextErased(UUID agentId, UUID erasureId, ErasedText of, List<UUID> rows, Instant at)
      implements AgentEvent {
    public TextErased {
      rows = List.copyOf(rows);
    }
  }

  /**
   * The keys that the agent's text was sealed under are destroyed: nobody can read here any more
   * what its events say. A backup from before holds what tables had, and a copy of the keys.
   *
   * @param fingerprints of those keys, the agent's own first
   */
  record AgentErased(UUID agentId, UUID erasureId, List<String> fingerprints, Instant at)
      implements AgentEvent {
    public AgentErased {
      fingerprints = List.copyOf(fingerprints);
    }
  }

  /**
   * Some rows of an agent hold no text any more that its tasks said on a day, which is older than
   * the agent's entity keeps days; labels are gone. It ends with {@link DayErased}, unless days are
   * kept longer before that.
   *
   * @param day such as {@code 2026-03-14}, in UTC
   * @param of tasks or their labels
   * @param rows by their primary keys, at most 500: so that a replay empties the same ones
   */
  record DayTextErased(UUID agentId, String day, ErasedText of, List<UUID> rows, Instant at)
      implements AgentEvent {
    public DayTextErased {
      rows = List.copyOf(rows);
    }
  }

  /**
   * A day is older than the agent's entity keeps days: nothing shows any more what its tasks were
   * given, and what they answered on that day. The rows were emptied before, by {@link
   * DayTextErased}. The key that it is sealed under is destroyed after this, and then nobody can
   * read it.
   *
   * @param day such as {@code 2026-03-14}, in UTC
   * @param retentionDays how long days are kept, in days
   * @param tasks how many were submitted on that day
   */
  record DayErased(UUID agentId, String day, int retentionDays, long tasks, Instant at)
      implements AgentEvent {}

  /**
   * Somebody is given all there is of the agent.
   *
   * @param lines of all that isn't a file, as they were counted before
   * @param files how many there are
   */
  record AgentExported(UUID agentId, UUID exportId, long lines, long files, String by, Instant at)
      implements AgentEvent {}
}
