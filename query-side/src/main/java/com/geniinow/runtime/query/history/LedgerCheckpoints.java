package com.geniinow.runtime.query.history;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.platform.storage.LockedBucket;
import com.geniinow.runtime.platform.storage.ObjectExistsException;
import com.geniinow.runtime.platform.storage.ObjectStore;
import com.geniinow.runtime.platform.storage.ObjectType;
import com.geniinow.runtime.platform.storage.ObjectUpload;
import com.geniinow.runtime.query.record.LedgerHead;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes checkpoints: the heads of all chains under one hash, signed, kept outside PostgreSQL first
 * and then in a row that names it. Where that row is missing (the process died in between) the
 * object is an orphan that no chain names. The copy in the locked bucket comes after the row, so
 * that whatever is there had one. Needs the system's login.
 */
final class LedgerCheckpoints {
  /** No transaction of a command takes longer, so that what began before is in the snapshot. */
  static final Duration SETTLED = Duration.ofMinutes(1);

  /** Any fixed number does. */
  private static final long LOCK = 0x636865636bL;

  private static final int FETCH = 5_000;
  private static final int BUFFER = 1 << 16;
  private static final ObjectType TYPE = new ObjectType("application/x-ndjson", null);
  private static final ObjectType SIGNATURE = new ObjectType("application/json", null);

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final ObjectStore store;
  private final @Nullable LockedBucket locked;
  private final CheckpointKeysTable keys;
  private final Clock clock;

  LedgerCheckpoints(
      DataSource system,
      ObjectStore store,
      @Nullable LockedBucket locked,
      CheckpointKeysTable keys,
      Clock clock) {
    this.store = store;
    this.locked = locked;
    this.keys = keys;
    this.clock = clock;
    jdbc = JdbcClient.create(system);
    transaction = new TransactionTemplate(new JdbcTransactionManager(system));
  }

  /** Until the end of the transaction no checkpoint is being taken, but by whoever holds this. */
  static void lock(JdbcClient jdbc) {
    jdbc.sql("SELECT pg_advisory_xact_lock(?)").param(LOCK).query((row, n) -> true).list();
  }

  /** Takes the next one; of two processes that do so at once, one waits for the other. */
  void take() {
    try {
      var heads = Files.createTempFile("ledger-heads", ".ndjson");
      try {
        transaction.executeWithoutResult(status -> take(heads));
      } finally {
        Files.delete(heads);
      }
      lockThem();
    } catch (IOException e) {
      throw new UncheckedIOException("the checkpoint is not kept", e);
    }
  }

  private void take(Path heads) {
    lock(jdbc);
    var takenAt = clock.instant().minus(SETTLED).truncatedTo(ChronoUnit.MICROS);
    var checkpoint = read(heads, takenAt);
    var signature = CheckpointSignature.of(checkpoint, keys.current());
    keep(checkpoint, heads);
    store.put(
        checkpoint.name() + CheckpointSignature.SUFFIX,
        SIGNATURE,
        signature.line().getBytes(StandardCharsets.UTF_8));
    jdbc.sql(
            """
            INSERT INTO ledger_checkpoints
              (number, taken_at, agents, root, previous_hash, hash, stored_as, kid, signature)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""")
        .param(checkpoint.number())
        .param(checkpoint.takenAt().atOffset(ZoneOffset.UTC))
        .param(checkpoint.agents())
        .param(checkpoint.root())
        .param(checkpoint.previousHash())
        .param(checkpoint.hash())
        .param(checkpoint.name())
        .param(signature.kid())
        .param(signature.signature())
        .update();
  }

  /** Copies what the locked bucket lacks; it may have been unavailable, or a process have died. */
  private void lockThem() throws IOException {
    var bucket = locked == null ? Optional.<ObjectStore>empty() : locked.open();
    if (bucket.isEmpty()) {
      return;
    }
    var names =
        jdbc.sql(
                """
                SELECT stored_as FROM ledger_checkpoints WHERE signature IS NOT NULL
                ORDER BY number DESC""")
            .query(String.class)
            .list();
    var missing =
        names.stream()
            .takeWhile(name -> !bucket.get().exists(name + CheckpointSignature.SUFFIX))
            .toList();
    for (var name : missing.reversed()) {
      copy(name, TYPE, bucket.get());
      copy(name + CheckpointSignature.SUFFIX, SIGNATURE, bucket.get());
    }
  }

  private void copy(String name, ObjectType type, ObjectStore bucket) throws IOException {
    if (bucket.exists(name)) {
      return;
    }
    var content = store.read(name);
    if (content.isEmpty()) {
      return; // verification says so
    }
    try (var in = content.get();
        var upload = bucket.create(name, type)) {
      pass(in, upload);
      upload.complete();
    } catch (ObjectExistsException e) {
      // Another process was first, with the same bytes.
    }
  }

  private void keep(LedgerCheckpoint checkpoint, Path heads) {
    try (var upload = store.create(checkpoint.name(), TYPE);
        var in = Files.newInputStream(heads)) {
      var header = checkpoint.line().getBytes(StandardCharsets.UTF_8);
      upload.write(header, 0, header.length);
      pass(in, upload);
      upload.complete();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void pass(InputStream in, ObjectUpload upload) throws IOException {
    var buffer = new byte[BUFFER];
    for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      upload.write(buffer, 0, read);
    }
  }

  private LedgerCheckpoint read(Path heads, Instant takenAt) {
    var before =
        jdbc.sql("SELECT number, hash FROM ledger_checkpoints ORDER BY number DESC LIMIT 1")
            .query((row, n) -> new LedgerHead(row.getLong(1), row.getString(2)))
            .optional()
            .orElse(LedgerHead.NONE);
    var tree = new MerkleTree();
    long agents = 0;
    try (var out = Files.newBufferedWriter(heads);
        var rows =
            jdbc
                .sql(
                    """
                    SELECT a.agent_id, e.sequence, e.hash
                    FROM (SELECT agent_id FROM agents UNION ALL SELECT ?::uuid
                      UNION ALL SELECT agent_id FROM budgets) a
                    CROSS JOIN LATERAL (
                      SELECT sequence, hash FROM ledger_entries
                      WHERE agent_id = a.agent_id ORDER BY sequence DESC LIMIT 1) e
                    ORDER BY a.agent_id""")
                .param(Ids.PLATFORM)
                .withFetchSize(FETCH)
                .query(
                    (row, n) ->
                        LedgerCheckpoint.head(
                            row.getObject(1, UUID.class),
                            new LedgerHead(row.getLong(2), row.getString(3))))
                .stream()) {
      for (var iterator = rows.iterator(); iterator.hasNext(); agents++) {
        var line = iterator.next();
        tree.add(line);
        out.write(line);
        out.write('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new LedgerCheckpoint(before.sequence() + 1, takenAt, agents, tree.root(), before.hash());
  }
}
