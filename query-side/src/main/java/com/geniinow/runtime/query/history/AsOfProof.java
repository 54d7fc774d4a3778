package com.geniinow.runtime.query.history;

import com.geniinow.runtime.platform.sealing.BrokenSealException;
import com.geniinow.runtime.platform.work.DerivedState;
import com.geniinow.runtime.query.history.AsOfCheckpoints.Checkpoint;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.JacksonException;

/**
 * Verifies the checkpoints that answers about the past start from: each agent's events are replayed
 * from the first on, and nothing is forgotten on the way. A checkpoint has every task that was open
 * then, and of those that had ended as many as it remembers. Those of an agent that is being erased
 * are on their way out, and what stands in them may be readable no more: nothing is said of them.
 */
final class AsOfProof implements DerivedState {
  private static final int SHOWN = 20;

  private final StoredEvents events;
  private final AsOfCheckpoints checkpoints;
  private final JdbcClient jdbc;

  AsOfProof(StoredEvents events, AsOfCheckpoints checkpoints, JdbcClient jdbc) {
    this.events = events;
    this.checkpoints = checkpoints;
    this.jdbc = jdbc;
  }

  @Override
  public String table() {
    return "audit_checkpoints";
  }

  @Override
  public Found verify(@Nullable UUID entityId, Runnable alive) {
    List<Differing> differing = new ArrayList<>();
    long rows = 0;
    for (var agent : checkpoints.agents(entityId)) {
      var kept = checkpoints.all(agent);
      var found = verifyOr(agent, kept, alive);
      if (found.isEmpty() || !isBeingErased(agent)) {
        rows += kept.size();
        differing.addAll(found);
      }
    }
    return new Found(
        rows, differing.size(), differing.subList(0, Math.min(differing.size(), SHOWN)));
  }

  private boolean isBeingErased(UUID agent) {
    return jdbc.sql(
            """
            SELECT EXISTS (SELECT FROM erasures e WHERE agent_id = ? AND (done_at IS NOT NULL
              OR NOT EXISTS (SELECT FROM legal_holds h WHERE h.entity_id = e.entity_id)))""")
        .param(agent)
        .query(Boolean.class)
        .single();
  }

  /** All of an agent's where its events don't make sense. */
  private List<Differing> verifyOr(UUID agent, List<Checkpoint> kept, Runnable alive) {
    List<Differing> differing = new ArrayList<>();
    try {
      verify(agent, kept, alive, differing);
    } catch (IllegalStateException | BrokenSealException e) {
      differing.clear();
      kept.forEach(each -> add(agent, each, String.valueOf(e.getMessage()), differing));
    }
    return differing;
  }

  private void verify(
      UUID agent, List<Checkpoint> kept, Runnable alive, List<Differing> differing) {
    var left = new ArrayDeque<>(kept);
    var tables =
        new MemoryTables(
            task -> {
              throw new IllegalStateException("no event submits task " + task);
            });
    long position = 0;
    long count = 0;
    while (!left.isEmpty()) {
      alive.run();
      var page = StoredEvents.after(jdbc, agent, position, History.STEP);
      for (var row : page) {
        events.decode(List.of(row)).forEach(event -> History.apply(event, tables));
        position = row.globalIndex();
        count++;
        var next = left.peek();
        if (next != null && next.globalIndex() == position) {
          compare(agent, left.remove(), count, tables, differing);
        }
      }
      if (page.size() < History.STEP) {
        left.forEach(unknown -> add(agent, unknown, "no event stands there", differing));
        left.clear();
      }
    }
  }

  private void compare(
      UUID agent, Checkpoint kept, long count, MemoryTables replayed, List<Differing> differing) {
    MemoryTables restored;
    try {
      restored = restored(agent, kept);
    } catch (JacksonException
        | NullPointerException
        | BrokenSealException e) { // no JSON, or of no table of ours
      add(agent, kept, "it can't be read", differing);
      return;
    }
    if (restored == null) { // since it was listed
      return;
    }
    for (var table : MemoryTables.KEPT) {
      var difference = difference(restored.rows(table), replayed.rows(table));
      if (difference != null) {
        add(agent, kept, table + ": " + difference, differing);
        return;
      }
    }
    if (kept.events() != count) {
      add(agent, kept, "it stands for " + count + " events", differing);
    }
  }

  private @Nullable MemoryTables restored(UUID agent, Checkpoint kept) {
    return checkpoints.restore(
        agent,
        kept,
        task -> {
          throw new IllegalStateException("nothing is applied to it");
        });
  }

  private static @Nullable String difference(Map<String, Row> kept, Map<String, Row> replayed) {
    for (var row : kept.entrySet()) {
      var other = replayed.get(row.getKey());
      if (other == null || !other.values().equals(row.getValue().values())) {
        return row.getKey();
      }
    }
    return replayed.entrySet().stream()
        .filter(row -> !kept.containsKey(row.getKey()) && !MemoryTables.hasEnded(row.getValue()))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }

  private static void add(UUID agent, Checkpoint kept, String replayed, List<Differing> differing) {
    differing.add(new Differing(agent, agent, Objects.requireNonNull(kept.state()), replayed));
  }
}
