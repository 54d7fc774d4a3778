package com.geniinow.runtime.query.history;

import com.geniinow.runtime.query.record.Change;
import com.geniinow.runtime.query.record.Change.Erase;
import com.geniinow.runtime.query.record.Change.Insert;
import com.geniinow.runtime.query.record.Projections;
import com.geniinow.runtime.query.record.Writes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Temporary tables of one session, made like the live ones and in front of them: in this session an
 * unqualified name means the shadow. They are in no other session's way, nor is what they leave
 * behind in the way of VACUUM, and with the session they are gone.
 *
 * <p>Changes are applied thousands at a time: each row is read at most once and written at most
 * once per batch, and new rows are copied into tables that have no index unless rows are looked up
 * in them. That is what makes a replay quick.
 */
final class ShadowTables {
  private final JdbcOperations jdbc;
  private final JdbcClient client;
  private final List<LiveTable> tables;
  private final Owners owners;
  private final Set<String> indexed = new HashSet<>();

  private ShadowTables(JdbcOperations jdbc, JdbcClient client, List<LiveTable> tables) {
    this.jdbc = jdbc;
    this.client = client;
    this.tables = tables;
    owners = new Owners(client);
  }

  /** Makes them, empty, in the session of this connection. */
  static ShadowTables create(JdbcOperations jdbc) {
    jdbc.execute(
        """
        SET temp_buffers = '128MB'; SET work_mem = '32MB'; SET maintenance_work_mem = '64MB';
        SET plan_cache_mode = force_custom_plan; SET enable_hashjoin = off;
        SET enable_mergejoin = off\
        """);
    var client = JdbcClient.create(jdbc);
    var tables = Projections.TABLES.stream().map(name -> LiveTable.read(client, name)).toList();
    for (var table : tables) {
      jdbc.execute(
          "CREATE TEMPORARY TABLE %s (LIKE %s INCLUDING CONSTRAINTS)"
              .formatted(table.name(), table.qualified()));
    }
    // Where the heads of the chains are looked up.
    jdbc.execute("CREATE UNIQUE INDEX ON pg_temp.ledger_entries (agent_id, sequence)");
    var shadow = new ShadowTables(jdbc, client, tables);
    shadow.index(tables.getFirst());
    return shadow;
  }

  List<LiveTable> tables() {
    return tables;
  }

  /** How a live table is named where its shadow stands in front of it. */
  String live(String name) {
    return tables.stream()
        .filter(table -> table.name().equals(name))
        .map(LiveTable::qualified)
        .findFirst()
        .orElseThrow();
  }

  /** Whose rows are whose. */
  Owners owners() {
    return owners;
  }

  /** Makes rows quick to find by their key, unless they are so already. */
  void index(LiveTable table) {
    if (indexed.add(table.name())) {
      jdbc.execute("CREATE UNIQUE INDEX ON %s (%s)".formatted(table.shadow(), table.key()));
    }
  }

  /**
   * Prepares these changes as far as that goes without looking at the tables.
   *
   * @return makes them, as if one after the other; to be run after those of earlier batches
   */
  Runnable prepare(List<Change> changes) {
    changes.forEach(this::noteOwner);
    var byTable = changes.stream().collect(Collectors.groupingBy(Change::table));
    var steps = new ArrayList<Runnable>();
    for (var table : tables) {
      var ofTable = byTable.remove(table.name());
      if (ofTable != null) {
        steps.add(prepare(table, ofTable));
      }
    }
    if (!byTable.isEmpty()) {
      throw new IllegalStateException("no shadow of " + byTable.keySet());
    }
    return () -> steps.forEach(Runnable::run);
  }

  private void noteOwner(Change change) {
    if (change instanceof Insert insert
        && insert.table().equals(tables.getFirst().name())
        && insert.values().get("agent_id") instanceof UUID agent
        && insert.values().get("entity_id") instanceof UUID entity) {
      owners.add(agent, entity.toString());
    }
  }

  /** What erases looks at rows that others make, so that these are made before it. */
  private Runnable prepare(LiveTable table, List<Change> changes) {
    var steps = new ArrayList<Runnable>();
    var from = 0;
    for (var n = 0; n < changes.size(); n++) {
      if (changes.get(n) instanceof Erase erase) {
        steps.add(fold(table, changes.subList(from, n)));
        steps.add(() -> erase(table, erase));
        from = n + 1;
      }
    }
    steps.add(fold(table, changes.subList(from, changes.size())));
    return () -> steps.forEach(Runnable::run);
  }

  /** An agent may have very many batches, whose rows are looked up each time. */
  private void erase(LiveTable table, Erase erase) {
    if (erase.only() != null) {
      index(table);
    }
    Writes.run(erase, jdbc);
  }

  private Runnable fold(LiveTable table, List<Change> changes) {
    var folded = Folded.of(table, changes, owners);
    var rest = folded.rest();
    var columns = String.join(", ", folded.columns());
    var text = CopyText.of(folded.columns(), folded.fresh().values());
    var rows = folded.fresh().size();
    return () -> {
      if (!rest.isEmpty()) {
        index(table);
        LoadedRows.change(client, table, rest);
      }
      if (rows > 0) {
        copy(table, columns, text, rows);
      }
    };
  }

  private void copy(LiveTable table, String columns, InputStream text, int rows) {
    var sql = "COPY %s (%s) FROM STDIN".formatted(table.shadow(), columns);
    ConnectionCallback<Long> copy =
        connection -> {
          var api = connection.unwrap(PGConnection.class).getCopyAPI();
          try {
            return api.copyIn(sql, text);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    @Nullable Long written = jdbc.execute(copy);
    table.mustBe(rows, written == null ? 0 : written);
  }
}
