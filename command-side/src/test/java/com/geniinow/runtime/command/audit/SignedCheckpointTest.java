package com.geniinow.runtime.command.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Ledgers;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.platform.storage.LockedBucket;
import com.geniinow.runtime.platform.storage.ObjectStore;
import com.geniinow.runtime.platform.storage.ObjectType;
import com.geniinow.runtime.platform.work.Chore;
import com.geniinow.runtime.verifier.LedgerVerifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import tools.jackson.databind.JsonNode;

/**
 * Checkpoints are signed, kept twice, and none is dropped unseen; an entity's chains lead to one.
 */
@RuntimeTest
class SignedCheckpointTest {
  private static final String OTHER =
      "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";

  @LocalServerPort int port;
  @Autowired List<Chore> chores;
  @Autowired ObjectStore store;
  @Autowired LockedBucket locked;
  @TempDir Path folder;

  private final UUID entity = UUID.randomUUID();
  private Api api;
  private UUID agent;

  @BeforeEach
  void twoAgents() {
    api = new Api(port);
    agent = api.provision(Map.of("entity_id", entity.toString()));
    submit(api.provision(Map.of("entity_id", entity.toString())));
    submit(agent);
    var budget = Map.of("monthly_token_limit", 1_000_000);
    assertThat(api.asAdmin("PUT", "/api/budgets/entities/" + entity, budget).status())
        .isEqualTo(200);
  }

  @Test
  void who_has_the_published_key_needs_to_trust_nothing_else() throws Exception {
    var checkpoint = copy(take());
    var export = Ledgers.export(api, agent, folder);

    assertThat(LedgerVerifier.verify(export, Optional.of(checkpoint), Optional.of(key())))
        .hasToString("3 entries, intact");
    assertThat(LedgerVerifier.verify(export, Optional.of(checkpoint), Optional.of(OTHER)).why())
        .contains("another key");
    var beside = Path.of(checkpoint + ".sig");
    var signature = Files.readString(beside);
    Files.writeString(beside, signature.replaceFirst("\"hash\":\".", "\"hash\":\"x"));
    assertThat(LedgerVerifier.verify(export, Optional.of(checkpoint)).kind())
        .isEqualTo("checkpoint");
    Files.delete(beside);
    assertThat(LedgerVerifier.verify(export, Optional.of(checkpoint), Optional.of(key())).why())
        .contains("no signature");
  }

  @Test
  void each_is_in_the_locked_bucket_too_where_nobody_removes_it() throws Exception {
    var name = take();
    var bucket = locked.open().orElseThrow();

    try (var kept = store.read(name).orElseThrow();
        var copy = bucket.read(name).orElseThrow()) {
      assertThat(copy.readAllBytes()).isEqualTo(kept.readAllBytes());
    }
    assertThat(bucket.exists(name + ".sig")).isTrue();
    try {
      bucket.delete(name);
    } catch (RuntimeException e) {
      // The emulator says 403, as Google does.
    }
    assertThat(bucket.exists(name)).isTrue();
  }

  @Test
  void the_newest_that_is_dropped_is_found_by_what_is_kept() {
    take();
    assertThat(verify().path("identical").asBoolean()).isTrue();
    var name = take();

    asReplica(
        "DELETE FROM ledger_checkpoints WHERE stored_as = ?",
        name,
        () -> {
          assertThat(checkpoints(verify())).isPositive();
          var kept = bytes(name);
          var signature = bytes(name + ".sig");
          store.delete(name);
          store.delete(name + ".sig");
          assertThat(checkpoints(verify())).as("found in the locked bucket").isPositive();
          var type = new ObjectType("application/x-ndjson", null);
          store.put(name, type, kept);
          store.put(name + ".sig", type, signature);
        });
    assertThat(verify().path("identical").asBoolean()).isTrue();
  }

  @Test
  void one_that_was_changed_is_found() {
    var name = take();
    for (var change :
        List.of(
            "UPDATE ledger_checkpoints SET agents = agents + 1 WHERE stored_as = ?",
            "UPDATE ledger_checkpoints SET root = previous_hash WHERE stored_as = ?",
            "UPDATE ledger_checkpoints SET signature = reverse(signature) WHERE stored_as = ?",
            "UPDATE ledger_checkpoints SET kid = 'nobody' WHERE stored_as = ?")) {
      asReplica(change, name, () -> assertThat(checkpoints(verify())).as(change).isPositive());
    }
    var kept = bytes(name);
    store.delete(name);
    assertThat(checkpoints(verify())).isPositive();
    store.put(name, new ObjectType("application/x-ndjson", null), kept);
    assertThat(verify().path("identical").asBoolean()).isTrue();
  }

  @Test
  void an_entity_s_chains_lead_to_a_signed_checkpoint() throws Exception {
    take();
    submit(agent);
    var late = api.provision(Map.of("entity_id", entity.toString()));

    var export = export();

    var finding = LedgerVerifier.verifyEntity(export, Optional.of(key()));
    assertThat(finding.toString()).startsWith("4 chains, ").contains("intact");
    assertThat(finding.toString()).contains("entity " + entity);
    assertThat(Files.readString(export)).contains("{\"agent_id\":\"" + late + "\"}\n");
    assertThat(finding(passedOffAsNew(Files.readAllLines(export))).toString())
        .contains("line 3 says otherwise");
    assertThat(LedgerVerifier.verifyEntity(export, Optional.of(OTHER)).kind())
        .isEqualTo("signature");
  }

  /** Nothing of such a chain would have to lead to the checkpoint. */
  private static List<String> passedOffAsNew(List<String> lines) {
    return lines.stream()
        .map(line -> line.contains("\"path\"") ? line.replaceFirst(",.*", "}") : line)
        .toList();
  }

  @Test
  void a_signature_that_was_taken_away_is_found() {
    var name = take();
    since("- interval '2 days'");
    try {
      asReplica(
          "UPDATE ledger_checkpoints SET signature = NULL, kid = NULL WHERE stored_as = ?",
          name,
          () -> assertThat(checkpoints(verify())).isPositive());
    } finally {
      since("+ interval '2 days'");
    }
    assertThat(verify().path("identical").asBoolean()).isTrue();
  }

  /** For how long checkpoints have been signed. */
  private static void since(String moved) {
    Superuser.jdbc()
        .execute(
            (java.sql.Connection connection) -> {
              var jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
              jdbc.execute("SET session_replication_role = replica");
              jdbc.execute("UPDATE checkpoint_keys SET first_used_at = first_used_at " + moved);
              jdbc.execute("SET session_replication_role = DEFAULT");
              return true;
            });
  }

  @Test
  void whatever_is_done_to_an_entity_s_export_shows() throws Exception {
    take();
    var lines = Files.readAllLines(export());
    for (var n = 0; n < lines.size(); n++) {
      var without = new java.util.ArrayList<>(lines);
      without.remove(n);
      assertThat(finding(without).intact()).as("without line %s", n + 1).isFalse();
      var twice = new java.util.ArrayList<>(lines);
      twice.add(n, lines.get(n));
      assertThat(finding(twice).intact()).as("line %s twice", n + 1).isFalse();
      var line = lines.get(n);
      for (var at = 2; at < line.length(); at += 1 + line.length() / 7) {
        var other = line.charAt(at) == '7' ? '8' : '7';
        var changed = new java.util.ArrayList<>(lines);
        changed.set(n, line.substring(0, at) + other + line.substring(at + 1));
        assertThat(finding(changed).intact()).as("letter %s of %s", at, line).isFalse();
      }
    }
    assertThat(finding(lines.subList(0, lines.size() - 1)).kind())
        .isIn("truncated", "removed"); // a chain of one entry is gone
    var lastChain = lines.stream().filter(line -> line.contains("\"path\"")).toList().getLast();
    assertThat(finding(lines.subList(0, lines.indexOf(lastChain))).kind()).isEqualTo("removed");
  }

  @Test
  void it_is_for_those_who_may_see_the_entity() {
    var path = "/api/entities/" + entity + "/ledger/export";
    var other = UUID.randomUUID();
    assertThat(api.asAuditor(other, "GET", path, null).status()).isEqualTo(403);
    assertThat(api.asAgent(agent, "GET", path, null).status()).isEqualTo(403);
    var nobodys = "/api/entities/" + other + "/ledger/export";
    assertThat(api.asAdmin("GET", nobodys, null).status()).isEqualTo(404);
  }

  private Path export() {
    var path = "/api/entities/" + entity + "/ledger/export";
    return Ledgers.export(api, path, folder.resolve("entity.ndjson"));
  }

  private LedgerVerifier.EntityFinding finding(List<String> lines) throws IOException {
    var file = folder.resolve("changed.ndjson");
    Files.writeString(file, String.join("\n", lines) + "\n");
    return LedgerVerifier.verifyEntity(file, Optional.empty());
  }

  private String key() {
    var items = api.asAdmin("GET", "/api/audit/keys", null).body().path("items");
    for (var item : items) {
      if (item.path("current").asBoolean()) {
        return item.path("public_key").asString();
      }
    }
    throw new AssertionError(items);
  }

  private JsonNode verify() {
    // Checkpoints are verified with the tables; they are of the whole store, which takes long.
    var tables = Map.of("scope", List.of("tables"));
    var answer = api.asAdmin("POST", "/api/audit/verify", tables);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    return answer.body();
  }

  private static int checkpoints(JsonNode report) {
    assertThat(report.path("identical").asBoolean()).isFalse();
    return report.at("/tables/ledger_checkpoints/differing").asInt();
  }

  private void submit(UUID whose) {
    var task = Map.of("type", "simulate", "estimated_tokens", 1);
    assertThat(api.asAgent(whose, "POST", "/api/tasks", task).status()).isEqualTo(202);
  }

  private String take() {
    chores.stream()
        .filter(chore -> chore.name().equals("ledger-checkpoints"))
        .forEach(chore -> chore.work().run());
    return Superuser.jdbc()
        .queryForObject(
            "SELECT stored_as FROM ledger_checkpoints ORDER BY number DESC LIMIT 1", String.class);
  }

  private Path copy(String name) throws IOException {
    var file = folder.resolve(Path.of(name).getFileName().toString());
    Files.write(Path.of(file + ".sig"), bytes(name + ".sig"));
    return Files.write(file, bytes(name));
  }

  private byte[] bytes(String name) {
    try (var content = store.read(name).orElseThrow()) {
      return content.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Past the trigger that refuses changes, as a superuser can; and back again. */
  private static void asReplica(String sql, String name, Runnable meanwhile) {
    Superuser.jdbc()
        .execute(
            (java.sql.Connection connection) -> {
              var jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
              jdbc.execute("SET session_replication_role = replica");
              jdbc.execute("DROP TABLE IF EXISTS pg_temp.kept");
              jdbc.execute("CREATE TEMPORARY TABLE kept AS SELECT * FROM ledger_checkpoints");
              try {
                assertThat(jdbc.update(sql, name)).isEqualTo(1);
                meanwhile.run();
              } finally {
                jdbc.update("DELETE FROM ledger_checkpoints WHERE stored_as = ?", name);
                jdbc.update(
                    "INSERT INTO ledger_checkpoints SELECT * FROM kept WHERE stored_as = ?", name);
                jdbc.execute("SET session_replication_role = DEFAULT");
              }
              return true;
            });
  }
}
