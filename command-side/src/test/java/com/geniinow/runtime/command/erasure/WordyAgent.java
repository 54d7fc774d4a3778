package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestBegin;
import com.geniinow.runtime.command.file.FileClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

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

  /** The same one, asked about in another process. */
  WordyAgent at(int port) {
    return new WordyAgent(new Api(port), id, entity, word);
  }

  private void speak(int port) {
    did(200, "PATCH", "", Map.of("name", word + " 2"));
    did(201, "POST", "/keys", Map.of("name", word));
    var hook = Map.of("url", address(), "events", List.of("quota.changed"));
    assertThat(api.asAgent(id, "POST", "/api/webhooks", hook).status()).isEqualTo(201);
    var done = submit(Map.of("approval", "required"));
    approve(done);
    start(done);
    report(done, "complete", Map.of("result", Map.of("said", word)));
    var dead = submit(Map.of());
    start(dead);
    progress(dead);
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
    did(200, "POST", "/quota/raise", Map.of("window", "month", "tokens", 9, "reason", word));
    did(201, "POST", "/schedules", Map.of("cron", "0 0 1 1 *", "task", task(Map.of())));
    submit(Map.of("callback_url", address() + "?task=last"));
  }

  /** Where nobody answers. */
  private String address() {
    return "http://127.0.0.1:9/" + word;
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

  /** Asks for its erasure and waits until that is done. */
  void eraseToItsEnd() {
    var begun = erase(false);
    assertThat(begun.status()).as("%s", begun).isEqualTo(202);
    erased();
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

  private Map<String, Object> task(Map<String, ?> more) {
    Map<String, Object> task = new HashMap<>(Map.of("type", "simulate", "estimated_tokens", 10));
    task.put("payload", Map.of("ask", word));
    task.put("labels", Map.of("of", word));
    task.putAll(more);
    return task;
  }

  private String submit(Map<String, ?> more) {
    var answer = api.withKey(word + UUID.randomUUID(), id, "POST", "/api/tasks", task(more));
    assertThat(answer.status()).as("%s", answer).isEqualTo(202);
    return answer.text("task_id");
  }

  private void approve(String task) {
    var path = "/api/tasks/" + task;
    var seen = api.asAdmin("GET", path, null).text("payload_sha256");
    var decision = Map.of("payload_sha256", seen, "reason", word);
    var answer = api.asFounder(entity, "POST", path + "/approve", decision);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }

  /** One more task, with so many labels. */
  void submitLabelled(int labels) {
    var all = new HashMap<String, String>();
    for (var n = 0; n < labels; n++) {
      all.put("l" + n, word);
    }
    var answer = api.asAgent(id, "POST", "/api/tasks", task(Map.of("labels", all)));
    assertThat(answer.status()).as("%s", answer).isEqualTo(202);
  }

  private void start(String task) {
    var attempts = "/internal/tasks/" + task + "/attempts";
    assertThat(api.asWorker("POST", attempts, Map.of("worker_id", "w")).status()).isEqualTo(201);
  }

  private void progress(String task) {
    var beat = Map.of("task_id", task, "attempt", 1, "progress", Map.of("message", word));
    var answer = api.asWorker("POST", "/internal/heartbeats", Map.of("items", List.of(beat)));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }

  private void report(String task, String how, Map<String, ?> body) {
    var answer = api.asWorker("POST", "/internal/tasks/" + task + "/attempts/1/" + how, body);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }

  /** Takes all of it out of the store: others share the store. */
  void forget() {
    Superuser.forget(id);
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
    return tablesWithItsWord(Superuser.jdbc(), TestBegin.wasWrittenSince());
  }

  /** The same where it has a store of its own. */
  List<String> tablesWithItsWord(JdbcTemplate superuser) {
    return tablesWithItsWord(superuser, "true");
  }

  private List<String> tablesWithItsWord(JdbcTemplate superuser, String condition) {
    return superuser
        .queryForList(
            """
            SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables
            WHERE table_type = 'BASE TABLE'
              AND table_schema NOT IN ('pg_catalog', 'information_schema')\
            """,
            String.class)
        .stream()
        .filter(table -> hasItsWord(superuser, table, condition))
        .toList();
  }

  /** Bytes are shown in hexadecimal digits. To show a row takes long, and is done of few. */
  private boolean hasItsWord(JdbcTemplate superuser, String table, String condition) {
    return Boolean.TRUE.equals(
        superuser.queryForObject(
            """
            SELECT EXISTS (SELECT FROM %s t WHERE CASE WHEN %s
              THEN strpos(lower(t::text), ?) > 0 OR strpos(t::text, ?) > 0 ELSE false END)\
            """
                .formatted(table, condition),
            Boolean.class,
            word,
            HexFormat.of().formatHex(word.getBytes(StandardCharsets.UTF_8))));
  }
}
