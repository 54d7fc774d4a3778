package com.geniinow.runtime.command.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Ledgers;
import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The heads of all chains under one hash, kept outside PostgreSQL too. */
@RuntimeTest
class LedgerCheckpointTest {
  private static final String PACKAGE = "com.geniinow.runtime.query.ledger.";

  @LocalServerPort int port;
  @Autowired Clock clock;

  @Autowired
  @Qualifier("audit") DataSource system;

  @TempDir Path folder;

  private Api api;

  @BeforeEach
  void client() {
    api = new Api(port);
  }

  @Test
  void an_export_that_was_cut_off_shows_against_a_checkpoint_and_a_longer_one_does_not()
      throws Exception {
    var agent = api.provision(Map.of());
    submit(agent);
    var checkpoint = take();
    submit(agent);
    var export = Ledgers.export(api, agent, folder);
    assertThat(Ledgers.verdict(export, checkpoint)).isEqualTo("4 entries, intact");
    var lines = Files.readAllLines(export);

    Files.writeString(export, String.join("\n", lines.subList(0, 3)) + "\n");
    assertThat(Ledgers.verdict(export, checkpoint)).isEqualTo("3 entries, intact");
    Files.writeString(export, String.join("\n", lines.subList(0, 2)) + "\n");
    assertThat(Ledgers.verdict(export, null)).isEqualTo("2 entries, intact");
    assertThat(Ledgers.verdict(export, checkpoint)).startsWith("broken at entry 3: truncated");
  }

  @Test
  void checkpoints_are_a_chain_whose_rows_name_what_is_kept_elsewhere() throws Exception {
    api.provision(Map.of());
    var first = take();
    api.provision(Map.of());
    var second = take();
    var rows =
        Superuser.jdbc()
            .queryForList("SELECT * FROM ledger_checkpoints ORDER BY number DESC LIMIT 2");
    assertThat(rows.get(0).get("previous_hash")).isEqualTo(rows.get(1).get("hash"));
    assertThat(rows.get(0).get("number")).isEqualTo((long) rows.get(1).get("number") + 1);
    assertThat(first).hasFileName(name(rows.get(1)));
    assertThat(second).hasFileName(name(rows.get(0)));
    for (var row : rows) {
      var header = Files.readAllLines(folder.resolve(name(row))).getFirst();
      assertThat(header).contains("\"root\":\"" + row.get("root") + "\"");
      assertThat(header).contains("\"agents\":" + row.get("agents") + ",");
    }
    assertThatThrownBy(() -> Superuser.jdbc().update("DELETE FROM ledger_checkpoints"))
        .rootCause()
        .hasMessageContaining("append-only");
  }

  @Test
  void every_ledger_agrees_with_a_checkpoint_that_was_taken_while_it_grew() throws Exception {
    var agents = new ArrayList<>(List.of(api.provision(Map.of()), api.provision(Map.of())));
    var taken =
        Parallel.all(
            9,
            n -> {
              if (n == 4) {
                return take();
              }
              submit(agents.get(n % 2));
              return folder;
            });
    for (var agent : agents) {
      assertThat(Ledgers.verdict(Ledgers.export(api, agent, folder), taken.get(4)))
          .endsWith("entries, intact");
    }
  }

  private static String name(Map<String, Object> row) {
    return Path.of((String) row.get("stored_as")).getFileName().toString();
  }

  private void submit(java.util.UUID agent) {
    var task = Map.of("type", "simulate", "estimated_tokens", 1);
    assertThat(api.asAgent(agent, "POST", "/api/tasks", task).status()).isEqualTo(202);
  }

  /** Takes one into a folder, and answers its file. */
  private Path take() {
    var kept = new ArrayList<Path>();
    try {
      var type = Class.forName(PACKAGE + "CheckpointSink");
      var sink =
          Proxy.newProxyInstance(
              type.getClassLoader(),
              new Class<?>[] {type},
              (proxy, method, arguments) -> {
                var file = folder.resolve(Path.of((String) arguments[0]).getFileName().toString());
                Files.copy((InputStream) arguments[1], file);
                kept.add(file);
                return null;
              });
      var checkpoints =
          Class.forName(PACKAGE + "LedgerCheckpoints")
              .getConstructor(DataSource.class, type, Clock.class)
              .newInstance(system, sink, clock);
      checkpoints.getClass().getMethod("take").invoke(checkpoints);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
    return kept.getFirst();
  }
}
