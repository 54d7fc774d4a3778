package com.geniinow.runtime.platform.work;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * State that was made of events once and is started from since, such as a snapshot of an aggregate:
 * whoever can change it changes what is decided, without an event. So it is verified with the
 * tables.
 */
public interface DerivedState {
  /** The table that it is kept in. */
  String table();

  /** What a verification may be asked to look at. */
  enum Scope {
    TABLES,
    FILES,
    MEMORIES,
    DERIVED
  }

  /** What it belongs to. */
  default Scope scope() {
    return Scope.DERIVED;
  }

  /** Whether it is agents', so that those of one entity can be looked at alone. */
  default boolean isOfAgents() {
    return true;
  }

  /**
   * Makes all of it anew from events alone, and compares.
   *
   * @param entityId of whose agents alone; null for all
   * @param alive is called now and then; it throws when the run is to end
   */
  Found verify(@Nullable UUID entityId, Runnable alive);

  /**
   * What was found.
   *
   * @param rows compared
   * @param differing those that are not what the events say, 20 at most
   */
  record Found(long rows, long differingRows, List<Differing> differing) {}

  /**
   * A row that is not what the events say.
   *
   * @param key the aggregate, or the agent where that is the same
   * @param live what is kept
   * @param replayed what the events say
   */
  record Differing(UUID key, UUID agentId, String live, String replayed) {}
}
