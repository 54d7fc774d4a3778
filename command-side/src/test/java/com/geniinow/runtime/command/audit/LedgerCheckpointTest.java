package com.geniinow.runtime.command.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Ledgers;
import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.platform.storage.ObjectStore;
import com.geniinow.runtime.platform.work.Chore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The heads of all chains under one hash, kept outside PostgreSQL too. */
@RuntimeTest
class LedgerCheckpointTest {
  @LocalServerPort int port;
  @Autowired List<Chore> chores;
  @Autowired ObjectStore store;

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

  /** Takes one as the job does, and answers a copy of what is kept in the object store. */
  private Path take() {
    chores.stream()
        .filter(chore -> chore.name().equals("ledger-checkpoints"))
        .forEach(chore -> chore.work().run());
    var name =
        Superuser.jdbc()
            .queryForObject(
                "SELECT stored_as FROM ledger_checkpoints ORDER BY number DESC LIMIT 1",
                String.class);
    assertThat(name).isNotNull().startsWith("ledger-checkpoints/");
    var file = folder.resolve(Path.of(name).getFileName().toString());
    try (var content = store.read(name).orElseThrow()) {
      Files.copy(content, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }
}
