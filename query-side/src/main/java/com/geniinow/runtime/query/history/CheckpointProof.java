package com.geniinow.runtime.query.history;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.platform.storage.LockedBucket;
import com.geniinow.runtime.platform.storage.ObjectEntry;
import com.geniinow.runtime.platform.storage.ObjectStore;
import com.geniinow.runtime.platform.work.DerivedState;
import com.geniinow.runtime.query.record.LedgerHead;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Verifies the checkpoints of the ledger: that their rows are a chain and signed, that what each
 * names is kept, and that no kept one lacks its row. Dropping the newest shows by what is kept.
 */
final class CheckpointProof implements DerivedState {
  private static final int SHOWN = 20;
  private static final int DIGITS = 12;

  /** A process of the version that signs nothing may run beside one that does for as long. */
  private static final Duration UPGRADE = Duration.ofDays(1);

  private static final String LOCKED = "the locked bucket: ";

  private final JdbcClient jdbc;
  private final @Nullable ObjectStore store;
  private final @Nullable LockedBucket locked;
  private final TransactionOperations transaction;

  /**
   * @param store null where this process has none: then rows alone are looked at
   * @param locked the same
   */
  CheckpointProof(DataSource system, @Nullable ObjectStore store, @Nullable LockedBucket locked) {
    this.jdbc = JdbcClient.create(system);
    this.store = store;
    this.locked = locked;
    this.transaction = new TransactionTemplate(new JdbcTransactionManager(system));
  }

  @Override
  public String table() {
    return "ledger_checkpoints";
  }

  @Override
  public Scope scope() {
    return Scope.TABLES;
  }

  @Override
  public boolean isOfAgents() {
    return false;
  }

  private record Row(
      LedgerCheckpoint checkpoint,
      String hash,
      String storedAs,
      @Nullable String publicKey,
      @Nullable String signature) {
    long number() {
      return checkpoint.number();
    }
  }

  @Override
  public Found verify(@Nullable UUID entityId, Runnable alive) {
    var found =
        transaction.execute(
            status -> {
              LedgerCheckpoints.lock(jdbc);
              return verify(alive);
            });
    return Objects.requireNonNull(found);
  }

  private Found verify(Runnable alive) {
    var rows = rows();
    var known = rows.stream().map(Row::storedAs).collect(Collectors.toSet());
    var last = rows.isEmpty() ? 0 : rows.getLast().number();
    var listed = Optional.ofNullable(store).map(CheckpointProof::listed);
    var kept = Optional.ofNullable(locked).flatMap(LockedBucket::open).map(CheckpointProof::listed);
    List<Differing> faults = new ArrayList<>();
    var before = LedgerHead.NONE;
    var signing = signing();
    for (var row : rows) {
      alive.run();
      check(row, before, signing, faults);
      listed.ifPresent(names -> checkKept(row, names, "", faults));
      if (row.signature() != null && row.number() < last) {
        kept.ifPresent(names -> checkKept(row, names, LOCKED, faults));
      }
      before = new LedgerHead(row.number(), row.hash());
    }
    // What a process left that died on its way has a number that was given again since, or no
    // signature. Into the locked bucket only that comes which has a row.
    listed.ifPresent(
        names ->
            names.values().stream()
                .filter(entry -> number(entry.name()) > last)
                .filter(entry -> names.containsKey(entry.name() + CheckpointSignature.SUFFIX))
                .forEach(entry -> unknown(entry, "", faults)));
    kept.ifPresent(
        names ->
            names.values().stream()
                .filter(entry -> number(entry.name()) > 0 && !known.contains(entry.name()))
                .forEach(entry -> unknown(entry, LOCKED, faults)));
    return new Found(rows.size(), faults.size(), List.copyOf(first(faults)));
  }

  private static List<Differing> first(List<Differing> faults) {
    return faults.subList(0, Math.min(faults.size(), SHOWN));
  }

  /** From when on every checkpoint is signed: a while after the first key was used. */
  private Instant signing() {
    return jdbc.sql("SELECT min(first_used_at) FROM checkpoint_keys")
        .query((row, n) -> Optional.ofNullable(row.getObject(1, OffsetDateTime.class)))
        .single()
        .map(first -> first.toInstant().plus(UPGRADE))
        .orElse(Instant.MAX);
  }

  private static void check(Row row, LedgerHead before, Instant signing, List<Differing> faults) {
    var expected = before.sequence() + 1;
    if (row.number() != expected) {
      add(row.number(), "number " + row.number(), "number " + expected, faults);
    } else if (!row.checkpoint().previousHash().equals(before.hash())) {
      add(row.number(), row.checkpoint().previousHash(), "follows " + before.hash(), faults);
    } else if (!row.checkpoint().hash().equals(row.hash())) {
      add(row.number(), row.hash(), row.checkpoint().hash(), faults);
    } else if (row.signature() == null) {
      if (row.checkpoint().takenAt().isAfter(signing)) {
        add(row.number(), "no signature", "a signature by a key of ours", faults);
      }
    } else if (row.publicKey() == null
        || !SigningKey.signed(row.publicKey(), row.checkpoint().signed(), row.signature())) {
      add(row.number(), row.signature(), "a signature by a key of ours", faults);
    }
  }

  private static void checkKept(
      Row row, Map<String, ObjectEntry> names, String where, List<Differing> faults) {
    var name = row.storedAs();
    if (!name.equals(row.checkpoint().name())) {
      add(row.number(), name, row.checkpoint().name(), faults);
    } else if (!names.containsKey(name)) {
      add(row.number(), where + "nothing", name, faults);
    } else if (row.signature() != null && !names.containsKey(name + CheckpointSignature.SUFFIX)) {
      add(row.number(), where + "nothing", name + CheckpointSignature.SUFFIX, faults);
    }
  }

  /** A checkpoint that is kept and has no row: somebody dropped it. */
  private static void unknown(ObjectEntry entry, String where, List<Differing> faults) {
    add(number(entry.name()), "no row", where + entry.name(), faults);
  }

  private static Map<String, ObjectEntry> listed(ObjectStore bucket) {
    Map<String, ObjectEntry> listed = new HashMap<>();
    for (var all = bucket.list(LedgerCheckpoint.FOLDER); all.hasNext(); ) {
      var entry = all.next();
      listed.put(entry.name(), entry);
    }
    return listed;
  }

  /** The number of a checkpoint by its name; 0 for what is none. */
  private static long number(String name) {
    var from = LedgerCheckpoint.FOLDER.length();
    if (!name.endsWith(".ndjson") || name.length() < from + DIGITS) {
      return 0;
    }
    try {
      return Long.parseLong(name.substring(from, from + DIGITS));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private List<Row> rows() {
    return jdbc.sql(
            """
            SELECT c.*, k.public_key FROM ledger_checkpoints c
            LEFT JOIN checkpoint_keys k ON k.kid = c.kid ORDER BY c.number""")
        .query(CheckpointProof::row)
        .list();
  }

  private static Row row(ResultSet row, int n) throws SQLException {
    return new Row(
        new LedgerCheckpoint(
            row.getLong("number"),
            row.getObject("taken_at", OffsetDateTime.class).toInstant(),
            row.getLong("agents"),
            row.getString("root"),
            row.getString("previous_hash")),
        row.getString("hash"),
        row.getString("stored_as"),
        row.getString("public_key"),
        row.getString("signature"));
  }

  private static void add(long number, String live, String expected, List<Differing> faults) {
    faults.add(new Differing(new UUID(0, number), Ids.PLATFORM, live, expected));
  }
}
