package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.platform.work.TextOfBefore;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.OptionalLong;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Up to which place in the store all events of an agent are sealed, looked up outside of its
 * commands: entries of what was sealed stay in the index of clear events until it is vacuumed, and
 * while somebody passes them in a command all others wait. A command asks for what lies behind that
 * place alone.
 *
 * <p>It holds for good: what is sealed stays so, and whatever an agent's line stores later lies
 * behind what it had stored before. That is so of one agent alone, so the place is its own newest.
 */
@Component
class SealedThrough {
  /** Before all events: of none of them it is known. */
  static final long NOWHERE = 0;

  /** Whether an event of an agent is stored clear that lies behind a place. */
  static final String CLEAR_BEHIND =
      "SELECT EXISTS (SELECT FROM domain_event_entry WHERE agent_id = ? AND global_index > ? AND "
          + TextOfBefore.CLEAR
          + ")";

  private static final int AGENTS = 10_000;

  private final JdbcClient system;
  private final Cache<UUID, Long> known = Caffeine.newBuilder().maximumSize(AGENTS).build();

  SealedThrough(@Qualifier(StoreConfiguration.SYSTEM) JdbcClient system) {
    this.system = system;
  }

  /** The place of the agent's newest event now; empty where one up to it is stored clear. */
  OptionalLong of(UUID agentId) {
    var before = known.getIfPresent(agentId);
    long newest = newestOf(agentId); // first: what is stored while it looks may lie behind it
    if (isClear(system, agentId, before == null ? NOWHERE : before)) {
      return OptionalLong.empty();
    }
    known.put(agentId, newest);
    return OptionalLong.of(newest);
  }

  private long newestOf(UUID agentId) {
    return system
        .sql(
            """
            SELECT global_index FROM domain_event_entry WHERE agent_id = ?
            ORDER BY global_index DESC LIMIT 1\
            """)
        .param(agentId)
        .query(Long.class)
        .optional()
        .orElse(NOWHERE);
  }

  /**
   * Whether an event of an agent is stored clear.
   *
   * @param behind only of those behind this place in the store
   */
  static boolean isClear(JdbcClient jdbc, UUID agentId, long behind) {
    return jdbc.sql(CLEAR_BEHIND).params(agentId, behind).query(Boolean.class).single();
  }
}
