package com.geniinow.runtime.command.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Ledgers;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.file.FileClient;
import com.geniinow.runtime.platform.web.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Everything there is of one agent, in one file that says what is in it. */
@RuntimeTest
class AgentExportTest {
  @LocalServerPort int port;
  @TempDir Path folder;

  private final UUID entity = UUID.randomUUID();
  private Api api;
  private UUID agent;
  private String key;
  private String secret;
  private UUID file;

  @BeforeEach
  void anAgentWithSomethingOfEverything() {
    api = new Api(port);
    agent = api.provision(Map.of("entity_id", entity.toString()));
    for (var n = 0; n < 45; n++) {
      var task = Map.of("type", "simulate", "payload", Map.of("n", "task-" + n));
      var id = api.asAgent(agent, "POST", "/api/tasks", task).text("task_id");
      api.asAgent(agent, "POST", "/api/tasks/" + id + "/cancel", null);
    }
    var daily = Map.of("cron", "0 8 * * 1-5", "task", Map.of("type", "simulate"));
    api.asAgent(agent, "POST", "/api/agents/" + agent + "/schedules", daily);
    var hook = Map.of("url", "https://93.184.216.34/hook", "events", List.of("task.completed"));
    secret = api.asAgent(agent, "POST", "/api/webhooks", hook).text("secret");
    key = api.asAdmin("POST", "/api/agents/" + agent + "/keys", Map.of("name", "k")).text("key");
    file =
        UUID.fromString(
            new FileClient(port)
                .upload(agent, "secret.txt", "the bytes".getBytes(StandardCharsets.UTF_8))
                .body()
                .path("file_id")
                .asString());
    var memory = "/api/agents/" + agent + "/memory";
    api.asAgent(agent, "PUT", memory + "/lead", Map.of("value", "kept"));
    api.asAgent(agent, "POST", memory + "/embed", Map.of("text", "what was remembered"));
  }

  @Test
  void all_of_it_is_there_and_as_the_manifest_says() throws Exception {
    var entries = exported();

    assertThat(lines(entries, "agent")).isEqualTo(1);
    assertThat(lines(entries, "quota")).isEqualTo(1);
    assertThat(lines(entries, "tasks")).isEqualTo(45);
    assertThat(text(entries, "tasks.ndjson")).contains("task-0\"", "task-44\"");
    assertThat(text(entries, "schedules.ndjson")).contains("0 8 * * 1-5");
    assertThat(text(entries, "webhooks.ndjson")).contains("https://93.184.216.34/hook");
    assertThat(lines(entries, "files")).isEqualTo(1);
    assertThat(text(entries, "files/" + file)).isEqualTo("the bytes");
    assertThat(text(entries, "memory_keys.ndjson")).contains("\"lead\"", "kept");
    assertThat(text(entries, "memories.ndjson"))
        .contains("what was remembered")
        .doesNotContain("\"embedding\"");
    assertThat(lines(entries, "events")).isGreaterThan(90);
    var manifest = Json.mapper().readTree(text(entries, "manifest.json"));
    assertThat(manifest.path("agent_id").asString()).isEqualTo(agent.toString());
    assertThat(manifest.path("contents")).hasSize(entries.size() - 1);
    for (var content : manifest.path("contents")) {
      var bytes = entries.get(content.path("name").asString());
      assertThat(content.path("sha256").asString()).isEqualTo(sha256(bytes));
      assertThat(content.path("bytes").asLong()).isEqualTo(bytes.length);
      if (!content.path("name").asString().startsWith("files/")) {
        assertThat(content.path("lines").asLong())
            .isEqualTo(new String(bytes, StandardCharsets.UTF_8).lines().count());
      }
    }
  }

  @Test
  void that_it_was_taken_by_whom_and_how_much_is_in_the_ledger_before_it_is_given_out()
      throws Exception {
    var entries = exported();

    var path = "/api/agents/" + agent + "/ledger?type=agent_exported";
    var noted = api.asAdmin("GET", path, null).body().path("items");
    assertThat(noted).hasSize(1);
    var manifest = Json.mapper().readTree(text(entries, "manifest.json"));
    var details = noted.path(0).path("details");
    assertThat(details.path("export_id")).isEqualTo(manifest.path("export_id"));
    assertThat(details.path("by").asString()).isEqualTo("tests");
    assertThat(manifest.path("taken_by").asString()).isEqualTo("tests");
    assertThat(details.path("files").asString()).isEqualTo("1");
    long lines = 0;
    for (var content : manifest.path("contents")) {
      lines += content.path("lines").asLong(0);
    }
    // The event that notes it, and its entry.
    assertThat(details.path("lines").asString()).isEqualTo(Long.toString(lines - 2));
    assertThat(text(entries, "ledger.ndjson")).contains("agent_exported");
    assertThat(text(entries, "events.ndjson")).contains("AgentExported");
  }

  @Test
  void whoever_is_not_given_it_leaves_nothing_in_the_ledger() {
    api.asAgent(agent, "GET", "/api/agents/" + agent + "/export", null);
    api.asAuditor(UUID.randomUUID(), "GET", "/api/agents/" + agent + "/export", null);

    var path = "/api/agents/" + agent + "/ledger?type=agent_exported";
    assertThat(api.asAdmin("GET", path, null).body().path("items")).isEmpty();
  }

  @Test
  void its_ledger_is_one_that_can_be_verified() throws Exception {
    var ledger = Files.write(folder.resolve("ledger.ndjson"), exported().get("ledger.ndjson"));

    assertThat(Ledgers.verdict(ledger, null)).endsWith("entries, intact");
  }

  @Test
  void nothing_in_it_opens_anything_and_no_name_leads_anywhere() throws Exception {
    var object =
        Superuser.jdbc()
            .queryForObject(
                "SELECT object_name FROM file_objects WHERE agent_id = ?", String.class, agent);
    var hash =
        Superuser.jdbc()
            .queryForObject(
                "SELECT hash FROM agent_key_secrets WHERE agent_id = ?", String.class, agent);
    exported()
        .forEach(
            (name, bytes) -> {
              assertThat(name).doesNotContain("..");
              if (!name.equals("events.ndjson")) {
                assertThat(new String(bytes, StandardCharsets.UTF_8)).doesNotContain(hash);
              }
              assertThat(new String(bytes, StandardCharsets.UTF_8))
                  .doesNotContain(key, object, secret);
            });
  }

  @Test
  void it_is_for_auditors_founders_and_administrators() {
    var path = "/api/agents/" + agent + "/export";
    assertThat(api.asAgent(agent, "GET", path, null).status()).isEqualTo(403);
    assertThat(api.asAuditor(UUID.randomUUID(), "GET", path, null).status()).isEqualTo(403);
    var nobody = "/api/agents/" + UUID.randomUUID() + "/export";
    assertThat(api.asAdmin("GET", nobody, null).status()).isEqualTo(404);
  }

  private Map<String, byte[]> exported() throws IOException {
    var path = "/api/agents/" + agent + "/export";
    var zip = Ledgers.export(api, path, folder.resolve("agent.zip"));
    Map<String, byte[]> entries = new TreeMap<>();
    try (var in = new ZipInputStream(Files.newInputStream(zip))) {
      for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries.put(entry.getName(), in.readAllBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entries;
  }

  private static long lines(Map<String, byte[]> entries, String name) {
    return text(entries, name + ".ndjson").lines().count();
  }

  private static String text(Map<String, byte[]> entries, String name) {
    assertThat(entries).containsKey(name);
    return new String(entries.get(name), StandardCharsets.UTF_8);
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
