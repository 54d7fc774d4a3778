package com.geniinow.runtime.events;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Ids that follow from other ids (RFC 9562, version 5), so that replay finds the same ones. */
public final class Ids {
  /**
   * Whose events are of the platform itself, such as its prices: no agent has this id, and its
   * entity is itself.
   */
  public static final UUID PLATFORM = derive(new UUID(0, 0), "platform");

  /** Who may use the platform: its second stream, where an agent has its quota. */
  public static final UUID ACCESS = quotaOf(PLATFORM);

  /** What is stopped: another stream of the platform's. */
  public static final UUID BRAKES = derive(PLATFORM, "brakes");

  /** Which types of tasks are registered: another stream of the platform's. */
  public static final UUID TASK_TYPES = derive(PLATFORM, "task-types");

  private Ids() {}

  /** The id of the agent's Quota aggregate; never the agent's own, both share one event table. */
  public static UUID quotaOf(UUID agentId) {
    return derive(agentId, "quota");
  }

  /**
   * The id of a budget, under which its events and its ledger stand.
   *
   * @param entityId of an entity, or {@link #PLATFORM}
   */
  public static UUID budgetOf(UUID entityId) {
    return derive(entityId, "budget");
  }

  /**
   * The id of a line's webhooks, another stream of its.
   *
   * @param lineId an agent's, or {@link #PLATFORM}
   */
  public static UUID webhooksOf(UUID lineId) {
    return derive(lineId, "webhooks");
  }

  /** The id of the agent's ledger entry at a sequence number from 1. */
  public static UUID ledgerEntry(UUID agentId, long sequence) {
    return derive(agentId, "ledger/" + sequence);
  }

  /** The version 5 UUID of a name within the name space of an id. */
  public static UUID derive(UUID namespace, String name) {
    try {
      var sha1 = MessageDigest.getInstance("SHA-1");
      sha1.update(
          ByteBuffer.allocate(16)
              .putLong(namespace.getMostSignificantBits())
              .putLong(namespace.getLeastSignificantBits())
              .array());
      var hash = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
      long high = (hash.getLong() & 0xFFFFFFFFFFFF0FFFL) | 0x5000L;
      long low = (hash.getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
      return new UUID(high, low);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
