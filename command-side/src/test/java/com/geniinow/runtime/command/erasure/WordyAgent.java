package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.file.FileClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.ConnectionCallback;

/** An agent in whose every text a word stands that stands nowhere else. */
record WordyAgent(Api api, UUID id, UUID entity, String word) {
  static WordyAgent provision(int port) {
    var api = new Api(port);
    var word = "canary" + UUID.randomUUID().toString().replace("-", "");
    var entity = UUID.randomUUID();
    var id =
        api.provision(Map.of("entity_id", entity, "name", word, "metadata", Map.of("about", word)));
    var agent = new WordyAgent(api, id, entity, word);
    agent.speak(port);
    return agent;
  }

  private void speak(int port) {
    did(200, "PATCH", "", Map.of("name", word + " 2"));
    did(201, "POST", "/keys", Map.of("name", word));
    var done = submit();
    report(done, "complete", Map.of("result", Map.of("said", word)));
    var dead = submit();
    report(dead, "fail", Map.of("error", "failed: " + word, "retryable", false));
    await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () ->
                api.asAdmin("GET", "/api/tasks/" + dead, null)
                    .text("status")
                    .equals("dead_lettered"));
    assertThat(
            api.asAgent(id, "PUT", "/api/agents/" + id + "/memory/" + word, Map.of("value", word))
                .status())
        .isLessThan(300);
    assertThat(
            api.asAgent(
                    id,
                    "POST",
                    "/api/agents/" + id + "/memory/embed",
                    Map.of("text", "a " + word, "metadata", Map.of("of", word)))
                .status())
        .isLessThan(300);
    assertThat(
            new FileClient(port)
                .upload(id, word + ".txt", word.getBytes(StandardCharsets.UTF_8))
                .status())
        .isEqualTo(201);
    did(200, "POST", "/suspend", Map.of("reason", word));
    did(200, "POST", "/resume", Map.of("reason", word));
    did(201, "POST", "/quota/corrections", Map.of("tokens", 7, "reason", word));
    submit();
  }

  /** Ends it: with the word, too. */
  void terminate() {
    did(200, "POST", "/terminate", Map.of("reason", word));
  }

  Api.Answer erase(boolean dryRun) {
    return api.asAdmin(
        "POST", "/api/agents/" + id + "/erase", Map.of("reason", "asked for", "dry_run", dryRun));
  }

  Api.Answer erasure() {
    return api.asAdmin("GET", "/api/agents/" + id + "/erase", null);
  }

  /** Waits until its erasure is done. */
  Api.Answer erased() {
    await().atMost(Duration.ofSeconds(90)).until(() -> erasure().text("state").equals("done"));
    return erasure();
  }

  private void did(int status, String method, String path, Map<String, ?> body) {
    var answer = api.asAdmin(method, "/api/agents/" + id + path, body);
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
  }

  private String submit() {
    var answer =
        api.withKey(
            word + UUID.randomUUID(),
            id,
            "POST",
            "/api/tasks",
            Map.of(
                "type",
                "simulate",
                "estimated_tokens",
                10,
                "payload",
                Map.of("ask", word),
                "labels",
                Map.of("of", word)));
    assertThat(answer.status()).as("%s", answer).isEqualTo(202);
    return answer.text("task_id");
  }

  private void report(String task, String how, Map<String, ?> body) {
    var attempts = "/internal/tasks/" + task + "/attempts";
    assertThat(api.asWorker("POST", attempts, Map.of("worker_id", "w")).status()).isEqualTo(201);
    var answer = api.asWorker("POST", attempts + "/1/" + how, body);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }

  /** Takes all of it out of the store, past what refuses that: others share the store. */
  void forget() {
    asReplica(
        Superuser.tablesOfAgents().stream()
            .map(table -> "DELETE FROM %s WHERE agent_id = '%s'".formatted(table, id))
            .toArray(String[]::new));
  }

  /** Past every trigger, as a superuser can. */
  void asReplica(String... statements) {
    ConnectionCallback<Void> run =
        connection -> {
          try (var statement = connection.createStatement()) {
            statement.execute("SET session_replication_role = 'replica'");
            for (var sql : statements) {
              statement.execute(sql);
            }
            statement.execute("RESET session_replication_role");
          }
          return null;
        };
    Superuser.jdbc().execute(run);
  }

  /** The tables that have the word anywhere, of whatever schema and type. */
  List<String> tablesWithItsWord() {
    return Superuser.jdbc()
        .queryForList(
            """
            SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables
            WHERE table_type = 'BASE TABLE'
              AND table_schema NOT IN ('pg_catalog', 'information_schema')\
            """,
            String.class)
        .stream()
        .filter(this::hasItsWord)
        .toList();
  }

  /** Bytes are shown in hexadecimal digits. */
  private boolean hasItsWord(String table) {
    return Superuser.count(
            "SELECT count(*) FROM %s t WHERE strpos(lower(t::text), ?) > 0 OR strpos(t::text, ?) > 0"
                .formatted(table),
            word,
            java.util.HexFormat.of().formatHex(word.getBytes(StandardCharsets.UTF_8)))
        > 0;
  }
}
