package com.geniinow.runtime.platform.work;

import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;

/**
 * Text of agents that was stored before anything was sealed: in events, which can be sealed since,
 * and in the ledger entries that were made of them, which an erasure redacts, of an agent or of a
 * day. Each call is a transaction of its own; several processes may make them at once, and one that
 * dies leaves what is left to the next call.
 */
public interface TextOfBefore {
  /**
   * Which rows of {@code domain_event_entry} are clear: of agents, and without a mark. The index
   * {@code domain_event_entry_clear} has the same words.
   */
  String CLEAR =
      """
      payload_type NOT LIKE 'com.geniinow.runtime.events.budget.%'
        AND agent_id <> 'c62d9171-0bd7-51a2-a3b5-12d5ce28fd75'
        AND (meta_data IS NULL OR (meta_data NOT LIKE '%"content":"commitments"%'
          AND meta_data NOT LIKE '%"sealed":"%'))\
      """;

  /** How many events are clear. */
  long left();

  /** Whether an agent has such events. */
  boolean isClear(UUID agentId);

  /**
   * An agent with such events.
   *
   * @param after agents up to this one are passed over
   */
  Optional<UUID> next(UUID after);

  /**
   * Seals some of an agent's events, the earliest first. What a destroyed key would have sealed is
   * sealed under one that nobody keeps: it reads null from then on. Of one that can't be read all
   * is sealed but whose it is.
   *
   * @return how many; 0 where none is left, but for those that another process is at
   * @throws IllegalStateException where one doesn't open to what it was; then nothing is changed
   */
  int sealSome(UUID agentId);

  /** How many events that can't be read were sealed since this process began. */
  default long unreadable() {
    return 0;
  }

  /**
   * Takes the text out of some of an agent's ledger entries whose events were sealed since.
   *
   * @return how many; 0 where none is left
   */
  int redactSome(UUID agentId);

  /**
   * The same of entries that say what its tasks said on a day (UTC), which goes with that day's
   * key.
   *
   * @return how many; 0 where none is left
   */
  int redactSome(UUID agentId, LocalDate day);
}
