package com.geniinow.runtime.query.history;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.storage.ObjectStore;
import com.geniinow.runtime.query.record.LedgerHead;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The chains of an entity, its agents' and its budget's, one after the other, each with the path
 * that leads from its head to the root of a signed checkpoint. The form is that of docs/ledger.md.
 */
final class EntityLedger {
  private final JdbcClient jdbc;
  private final ObjectStore store;
  private final LedgerCheckpoints checkpoints;
  private final CheckpointKeysTable keys;

  EntityLedger(
      JdbcClient jdbc, ObjectStore store, LedgerCheckpoints checkpoints, CheckpointKeysTable keys) {
    this.jdbc = jdbc;
    this.store = store;
    this.checkpoints = checkpoints;
    this.keys = keys;
  }

  /** A checkpoint as its row has it. */
  private record Taken(LedgerCheckpoint checkpoint, String storedAs, String signature) {}

  /** A chain's place in a checkpoint. */
  private record Placed(LedgerHead head, int index) {}

  /** What is written: nothing is left to go wrong but reading entries. */
  record Prepared(
      String checkpoint,
      String signature,
      List<UUID> chains,
      UUID entityId,
      Map<UUID, Placed> heads,
      AuditPaths paths) {}

  /**
   * Looks up which chains there are, and where they stand in the latest checkpoint. The first one
   * is taken for it.
   *
   * @throws ProblemException 404 for an entity without any chain; 409 where the checkpoint isn't
   *     kept as it was
   */
  Prepared prepare(UUID entityId) {
    var chains = chains(entityId);
    if (chains.isEmpty()) {
      throw ProblemException.notFound("entity", entityId);
    }
    var key = keys.current();
    var taken = latest(key.kid());
    if (taken == null) {
      checkpoints.take();
      taken = latest(key.kid());
    }
    if (taken == null) {
      throw ProblemException.unavailable("There is no checkpoint yet; try again.");
    }
    var paths = new AuditPaths();
    var heads = heads(taken, new HashSet<>(chains), paths);
    var signature =
        new CheckpointSignature(
            taken.checkpoint().hash(), key.kid(), key.publicKey(), taken.signature());
    return new Prepared(
        taken.checkpoint().line(), signature.line(), chains, entityId, heads, paths);
  }

  /** Writes it. */
  void write(Prepared prepared, OutputStream out) throws IOException {
    write(prepared.checkpoint() + prepared.signature() + contents(prepared), out);
    for (var chain : prepared.chains()) {
      write(head(chain, prepared), out);
      new LedgerLines(jdbc).write(chain, 0, out::write);
    }
  }

  private static void write(String text, OutputStream out) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Says which chains there are, so that one that is left out shows, and which of them the
   * checkpoint doesn't know yet, so that none of the others is passed off as one of these.
   */
  private String contents(Prepared prepared) {
    var heads = prepared.heads();
    var before =
        "{\"chains\":%s,\"checkpoint\":\"%s\",\"entity_id\":\"%s\""
            .formatted(listed(prepared.chains()), hash(prepared), prepared.entityId());
    var unplaced = prepared.chains().stream().filter(chain -> !heads.containsKey(chain)).toList();
    var after = ",\"unplaced\":" + listed(unplaced) + "}";
    return before + ",\"signature\":\"" + keys.current().sign(before + after) + "\"" + after + "\n";
  }

  private static String listed(List<UUID> chains) {
    return chains.stream()
        .map(chain -> "\"" + chain + "\"")
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String hash(Prepared prepared) {
    return prepared.signature().replaceFirst(".*\"hash\":\"([0-9a-f]{64})\".*\n", "$1");
  }

  private static String head(UUID chain, Prepared prepared) {
    var placed = prepared.heads().get(chain);
    if (placed == null) { // it began after the checkpoint
      return "{\"agent_id\":\"" + chain + "\"}\n";
    }
    var path =
        prepared.paths().path(placed.index()).stream()
            .map(node -> "\"" + node + "\"")
            .collect(Collectors.joining(",", "[", "]"));
    return "{\"agent_id\":\"%s\",\"hash\":\"%s\",\"index\":%d,\"path\":%s,\"sequence\":%d}\n"
        .formatted(chain, placed.head().hash(), placed.index(), path, placed.head().sequence());
  }

  /** In the order of their ids as text, as a checkpoint's heads are. */
  private List<UUID> chains(UUID entityId) {
    return jdbc.sql(
            """
            SELECT agent_id FROM (SELECT agent_id FROM agents WHERE entity_id = :entity
              UNION ALL SELECT agent_id FROM budgets WHERE entity_id = :entity) a
            WHERE EXISTS (SELECT FROM ledger_entries e WHERE e.agent_id = a.agent_id)
            ORDER BY agent_id""")
        .param("entity", entityId)
        .query(UUID.class)
        .list();
  }

  private @Nullable Taken latest(String kid) {
    return jdbc.sql(
            """
            SELECT * FROM ledger_checkpoints
            WHERE number = (SELECT max(number) FROM ledger_checkpoints) AND kid = ?
              AND signature IS NOT NULL""")
        .param(kid)
        .query(
            (row, n) ->
                new Taken(
                    new LedgerCheckpoint(
                        row.getLong("number"),
                        row.getObject("taken_at", OffsetDateTime.class).toInstant(),
                        row.getLong("agents"),
                        row.getString("root"),
                        row.getString("previous_hash")),
                    row.getString("stored_as"),
                    row.getString("signature")))
        .optional()
        .orElse(null);
  }

  private Map<UUID, Placed> heads(Taken taken, Set<UUID> chains, AuditPaths paths) {
    var content =
        store
            .read(taken.storedAs())
            .orElseThrow(() -> ProblemException.conflict(gone(taken, "is not in")));
    Map<String, UUID> wanted = new HashMap<>();
    chains.forEach(chain -> wanted.put("{\"agent_id\":\"" + chain + "\"", chain));
    Map<UUID, Placed> heads = new TreeMap<>();
    try (var lines = new BufferedReader(new InputStreamReader(content, StandardCharsets.UTF_8))) {
      var first = lines.readLine();
      var index = 0;
      for (var line = lines.readLine(); line != null; line = lines.readLine(), index++) {
        paths.add(line);
        var comma = line.indexOf(',');
        var chain = comma < 0 ? null : wanted.get(line.substring(0, comma));
        if (chain != null) {
          heads.put(chain, new Placed(LedgerCheckpoint.headOf(line), index));
        }
      }
      paths.build();
      if (!taken.checkpoint().signed().equals(first)
          || index != taken.checkpoint().agents()
          || !paths.root().equals(taken.checkpoint().root())) {
        throw ProblemException.conflict(gone(taken, "is not what it was in"));
      }
      return heads;
    } catch (IOException e) {
      throw ProblemException.unavailable("The checkpoint can't be read now; try again.");
    }
  }

  private static String gone(Taken taken, String how) {
    return "Checkpoint " + taken.checkpoint().number() + " " + how + " the object store.";
  }
}
