package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.platform.work.TextOfBefore;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.OptionalLong;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Autowired;
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

  private static final String CLEAR_WITHIN =
      CLEAR_BEHIND.replace("global_index > ?", "global_index > ? AND global_index <= ?");

  private static final int AGENTS = 10_000;

  /** Events of a statement, which has as long as any other. */
  private static final int SLICE = 100_000;

  private final JdbcClient system;
  private final int slice;
  private final Cache<UUID, Long> known = Caffeine.newBuilder().maximumSize(AGENTS).build();

  @Autowired
  SealedThrough(@Qualifier(StoreConfiguration.SYSTEM) JdbcClient system) {
    this(system, SLICE);
  }

  /**
   * @param slice events of an agent that are looked at in a statement
   */
  SealedThrough(JdbcClient system, int slice) {
    this.system = system;
    this.slice = slice;
  }

  /**
   * The place of the agent's newest event now; empty where one up to it is stored clear.
   *
   * @throws org.springframework.dao.DataAccessException where it can't be looked up; it goes on
   *     where it was
   */
  OptionalLong of(UUID agentId) {
    long newest = newestOf(agentId);
    var before = known.getIfPresent(agentId);
    long through = before == null ? NOWHERE : before;
    while (through < newest) {
      long next = Math.min(newest, endOfSlice(agentId, through));
      if (isClear(agentId, through, next)) {
        return OptionalLong.empty();
      }
      known.put(agentId, next);
      through = next;
    }
    return OptionalLong.of(through);
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

  private long endOfSlice(UUID agentId, long behind) {
    return system
        .sql(
            """
            SELECT global_index FROM domain_event_entry WHERE agent_id = ? AND global_index > ?
            ORDER BY global_index OFFSET ? LIMIT 1\
            """)
        .params(agentId, behind, slice - 1)
        .query(Long.class)
        .optional()
        .orElse(Long.MAX_VALUE);
  }

  private boolean isClear(UUID agentId, long behind, long through) {
    return system.sql(CLEAR_WITHIN).params(agentId, behind, through).query(Boolean.class).single();
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
