package com.geniinow.runtime.query.history;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.platform.storage.ObjectStore;
import com.geniinow.runtime.platform.storage.ObjectType;
import com.geniinow.runtime.query.record.LedgerHead;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes checkpoints: the heads of all chains under one hash, kept outside PostgreSQL first and then
 * in a row that names it. Where that row is missing (the process died in between) the object is an
 * orphan that no chain names. Needs the system's login.
 */
public final class LedgerCheckpoints {
  /** No transaction of a command takes longer, so that what began before is in the snapshot. */
  static final Duration SETTLED = Duration.ofMinutes(1);

  private static final int FETCH = 5_000;
  private static final int BUFFER = 1 << 16;
  private static final ObjectType TYPE = new ObjectType("application/x-ndjson", null);

  private final JdbcClient jdbc;
  private final TransactionTemplate snapshot;
  private final ObjectStore store;
  private final Clock clock;

  public LedgerCheckpoints(DataSource system, ObjectStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
    jdbc = JdbcClient.create(system);
    snapshot = new TransactionTemplate(new JdbcTransactionManager(system));
    snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    snapshot.setReadOnly(true);
  }

  /** Takes the next one; of two processes that do so at once, one fails on the other's number. */
  public void take() {
    try {
      var heads = Files.createTempFile("ledger-heads", ".ndjson");
      try {
        take(heads);
      } finally {
        Files.delete(heads);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the checkpoint is not kept", e);
    }
  }

  private void take(Path heads) throws IOException {
    var takenAt = clock.instant().minus(SETTLED).truncatedTo(ChronoUnit.MICROS);
    var checkpoint = snapshot.execute(transaction -> read(heads, takenAt));
    if (checkpoint == null) {
      throw new IllegalStateException("a checkpoint is read or fails");
    }
    keep(checkpoint, heads);
    jdbc.sql(
            """
            INSERT INTO ledger_checkpoints
              (number, taken_at, agents, root, previous_hash, hash, stored_as)
            VALUES (?, ?, ?, ?, ?, ?, ?)""")
        .param(checkpoint.number())
        .param(checkpoint.takenAt().atOffset(ZoneOffset.UTC))
        .param(checkpoint.agents())
        .param(checkpoint.root())
        .param(checkpoint.previousHash())
        .param(checkpoint.hash())
        .param(checkpoint.name())
        .update();
  }

  private void keep(LedgerCheckpoint checkpoint, Path heads) throws IOException {
    try (var upload = store.create(checkpoint.name(), TYPE);
        var in = Files.newInputStream(heads)) {
      var header = checkpoint.line().getBytes(StandardCharsets.UTF_8);
      upload.write(header, 0, header.length);
      var buffer = new byte[BUFFER];
      for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        upload.write(buffer, 0, read);
      }
      upload.complete();
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
