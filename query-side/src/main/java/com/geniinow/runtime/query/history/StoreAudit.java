package com.geniinow.runtime.query.history;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.work.DerivedState;
import com.geniinow.runtime.platform.work.DerivedState.Scope;
import com.geniinow.runtime.query.history.AuditRunTable.RunCancelledException;
import com.geniinow.runtime.query.view.quota.QuotaDisplay;
import com.zaxxer.hikari.HikariDataSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Replays the whole store beside the live tables and compares. Both are read in one snapshot, and a
 * row commits with its events, so that traffic may go on: whatever the snapshot sees of the one it
 * sees of the other. One run at a time in the fleet.
 */
public final class StoreAudit {
  private static final Logger log = LoggerFactory.getLogger(StoreAudit.class);

  private final HikariDataSource pool;
  private final StoredEvents events;
  private final AuditRunTable runs;
  private final Supplier<UUID> ids;
  private final List<DerivedState> derived;
  private final Consumer<UUID> changed;

  /**
   * @param derived what else is made of events and started from
   * @param changed gets each agent whose rows a rebuild has changed, as {@link
   *     QuotaDisplay#changed}
   */
  StoreAudit(
      HikariDataSource pool,
      StoredEvents events,
      AuditRunTable runs,
      Supplier<UUID> ids,
      List<DerivedState> derived,
      Consumer<UUID> changed) {
    this.pool = pool;
    this.events = events;
    this.runs = runs;
    this.ids = ids;
    this.derived = derived;
    this.changed = changed;
  }

  /**
   * Verifies, and where asked to puts right what differs.
   *
   * @param part of the store; a rebuild is of all tables
   * @throws ProblemException 409 while another run is under way, or when this one is cancelled; 404
   *     for an entity that has nothing
   */
  public VerifyReport run(boolean rebuild, StorePart part, String by) {
    try (var shadow = Session.open(pool)) {
      part.mustBeThere(shadow.jdbc());
      if (!AuditRunTable.claim(shadow.jdbc())) {
        throw ProblemException.conflict("The store is being verified or rebuilt already.");
      }
      try {
        return claimed(rebuild, part, by, shadow);
      } finally {
        letOthersRun(shadow);
      }
    }
  }

  /** Before the answer, however the run ended: the end of its session comes a moment later. */
  private static void letOthersRun(Session shadow) {
    try {
      shadow.leaveTransaction();
      AuditRunTable.release(shadow.jdbc());
    } catch (DataAccessException e) {
      log.debug("others may run once the session has ended", e);
    }
  }

  private VerifyReport claimed(boolean rebuild, StorePart part, String by, Session shadow) {
    var run = ids.get();
    runs.begin(run, rebuild ? "rebuild" : "verify", part.entityId(), by);
    var outcome = "failed";
    try {
      var report = run(run, rebuild, part, shadow);
      if (!rebuild) {
        runs.mustGoOn(run);
      }
      outcome = report.identical() ? "identical" : "differing";
      return report;
    } catch (RunCancelledException e) {
      outcome = "cancelled";
      throw ProblemException.conflict("The run was cancelled.");
    } finally {
      runs.end(run, outcome);
    }
  }

  private VerifyReport run(UUID run, boolean rebuild, StorePart part, Session shadow) {
    if (!part.inOrder().contains(Scope.TABLES)) {
      return withoutTables(run, part);
    }
    var faults = new EventFaults();
    try (var snapshot = Session.open(pool).beginSnapshot()) {
      var tables = ShadowTables.create(shadow.template());
      var replay = new Replay(events, tables, shadow.jdbc(), faults);
      var total = part.countEvents(snapshot.jdbc());
      runs.reached(run, "replaying", 0, total);
      long began = System.nanoTime();
      long done;
      try {
        done =
            replay.all(
                snapshot.jdbc(), part, count -> runs.reached(run, "replaying", count, total));
      } catch (UnreplayableException e) {
        return unreplayable(run, part, e, faults, began);
      }
      LedgerRedactions.apply(shadow.jdbc(), snapshot.jdbc(), part);
      long replayed = System.nanoTime();
      var erased = erasedMeanwhile(tables, snapshot, shadow);
      var comparison = new Comparison(snapshot.jdbc(), shadow.jdbc(), part, erased);
      var counts = compare(run, tables, comparison, shadow, done);
      runs.reached(run, "verifying " + EventFaults.TABLE, done, done);
      faults.checkStreams(snapshot.jdbc(), part);
      counts.put(EventFaults.TABLE, faults.counts(done));
      var drift = new ArrayList<>(comparison.drift());
      drift.addAll(faults.drift());
      derived.stream()
          .filter(part::has)
          .forEach(state -> verify(run, part, state, counts, drift, done));
      long compared = System.nanoTime();
      var repaired =
          rebuild
              ? repair(run, comparison, new Repair(snapshot, shadow, tables, replay), done)
              : null;
      return new VerifyReport(
          run,
          part.inOrder(),
          done,
          counts,
          isIdentical(counts),
          comparison.leftOut().size(),
          seconds(began, replayed),
          seconds(replayed, compared),
          drift,
          repaired);
    }
  }

  /**
   * Agents whose erasure isn't done in the snapshot, and goes on or is done now, or of whom a day
   * is. Keys are of the present: what was replayed of them may have no text where the snapshot has
   * it.
   */
  private static Set<UUID> erasedMeanwhile(ShadowTables tables, Session snapshot, Session present) {
    var going =
        """
        SELECT agent_id FROM %s e WHERE done_at IS NOT NULL
          OR NOT EXISTS (SELECT FROM %s h WHERE h.entity_id = e.entity_id)\
        """
            .formatted(tables.live("erasures"), tables.live("legal_holds"));
    var done = "SELECT agent_id FROM erasures WHERE done_at IS NOT NULL";
    var erased = new HashSet<>(present.jdbc().sql(going).query(UUID.class).list());
    snapshot.jdbc().sql(done).query(UUID.class).list().forEach(erased::remove);
    erased.addAll(daysErasedMeanwhile(snapshot, present));
    return erased;
  }

  /**
   * A day's key goes after its rows: where it was gone before the snapshot began, that has empty
   * rows, unless they came back from a backup and nobody has emptied them yet.
   */
  private static List<UUID> daysErasedMeanwhile(Session snapshot, Session present) {
    var back = "SELECT DISTINCT agent_id FROM retention_runs WHERE step = 0";
    var agents = new ArrayList<>(snapshot.jdbc().sql(back).query(UUID.class).list());
    var began = snapshot.jdbc().sql("SELECT now()").query(OffsetDateTime.class).single();
    agents.addAll(
        present
            .jdbc()
            .sql("SELECT DISTINCT agent_id FROM sealing_keys.of_days WHERE destroyed_at >= ?")
            .param(began)
            .query(UUID.class)
            .list());
    return agents;
  }

  private static boolean isIdentical(Map<String, Comparison.Counts> counts) {
    return counts.values().stream().allMatch(c -> c.differing() == 0);
  }

  /** Nothing is replayed. */
  private VerifyReport withoutTables(UUID run, StorePart part) {
    var counts = new LinkedHashMap<String, Comparison.Counts>();
    var drift = new ArrayList<Drift>();
    var began = System.nanoTime();
    derived.stream().filter(part::has).forEach(state -> verify(run, part, state, counts, drift, 0));
    var took = seconds(began, System.nanoTime());
    return new VerifyReport(
        run, part.inOrder(), 0, counts, isIdentical(counts), 0, 0, took, drift, null);
  }

  /**
   * There is nothing to compare tables with, nor to repair them by; what is wrong with the events
   * is said, in a transaction of its own since the replay's may be in the middle of a fetch.
   */
  private VerifyReport unreplayable(
      UUID run, StorePart part, UnreplayableException end, EventFaults faults, long began) {
    faults.endsAt(end);
    try (var snapshot = Session.open(pool).beginSnapshot()) {
      faults.checkStreams(snapshot.jdbc(), part);
      var all = part.countEvents(snapshot.jdbc());
      return new VerifyReport(
          run,
          part.inOrder(),
          0,
          Map.of(EventFaults.TABLE, faults.counts(all)),
          false,
          0,
          seconds(began, System.nanoTime()),
          0,
          faults.drift(),
          null);
    }
  }

  /** To the millisecond. */
  private static double seconds(long from, long to) {
    return Math.round((to - from) / 1e6) / 1e3;
  }

  private Map<String, Comparison.Counts> compare(
      UUID run, ShadowTables tables, Comparison comparison, Session shadow, long done) {
    var counts = new LinkedHashMap<String, Comparison.Counts>();
    for (var table : tables.tables()) {
      Runnable alive = () -> runs.reached(run, "comparing " + table.name(), done, done);
      alive.run();
      shadow.execute("ANALYZE " + table.shadow());
      shadow.begin();
      counts.put(table.name(), comparison.compare(table, alive));
      shadow.commit();
    }
    return counts;
  }

  private void verify(
      UUID run,
      StorePart part,
      DerivedState state,
      Map<String, Comparison.Counts> counts,
      List<Drift> drift,
      long done) {
    var found =
        state.verify(
            part.entityId(), () -> runs.reached(run, "verifying " + state.table(), done, done));
    counts.put(state.table(), new Comparison.Counts(found.rows(), found.differingRows()));
    for (var row : found.differing()) {
      var values = Drift.Values.of(row.live(), row.replayed());
      drift.add(
          new Drift(state.table(), row.key(), row.agentId(), "changed", Map.of("state", values)));
    }
  }

  private @Nullable Map<String, Integer> repair(
      UUID run, Comparison comparison, Repair repair, long done) {
    var repaired = new TreeMap<String, Integer>();
    repair.prepare();
    for (var agent : comparison.damaged()) {
      runs.reached(run, "repairing", done, done);
      repair.repair(agent).forEach((table, rows) -> repaired.merge(table, rows, Integer::sum));
      changed.accept(agent);
    }
    return repaired;
  }
}
