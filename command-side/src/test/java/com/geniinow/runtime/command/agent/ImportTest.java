package com.geniinow.runtime.command.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.servers.LocalServers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Agents that existed before the runtime get their quota, once, by the route and by the script. */
@RuntimeTest
class ImportTest {
  @LocalServerPort int port;
  @TempDir Path folder;
  private Api api;

  @BeforeEach
  void connect() {
    api = new Api(port);
  }

  @Test
  void an_existing_agent_gets_the_usual_quota_and_works_at_once() {
    var agent = UUID.randomUUID();
    var entity = UUID.randomUUID();

    assertCounts(send(line(agent, entity, "Old hand")), 1, 0, 0);

    var read = api.asFounder(entity, "GET", "/api/agents/" + agent, null);
    assertThat(read.text("name")).isEqualTo("Old hand");
    assertThat(read.text("status")).isEqualTo("active");
    var quota = api.asAgent(agent, "GET", "/api/agents/" + agent + "/quota", null).body();
    assertThat(quota.path("monthly_token_limit").asLong()).isEqualTo(1_000_000);
    assertThat(quota.path("overage_policy").asString()).isEqualTo("block");
    assertThat(ledger(agent)).containsExactly("agent_imported", "quota_opened");
    assertThat(api.asAgent(agent, "POST", "/api/tasks", Map.of("type", "simulate")).status())
        .isEqualTo(202);
  }

  @Test
  void limits_and_metadata_that_are_named_are_taken() {
    var agent = UUID.randomUUID();
    var line =
        """
        {"agent_id":"%s","entity_id":"%s","name":"n","metadata":{"tier":"gold","n":1.50},\
        "monthly_token_limit":5,"monthly_cost_limit_usd":0.25,"storage_limit_bytes":7,\
        "overage_policy":"alert_only"}"""
            .formatted(agent, UUID.randomUUID());

    assertCounts(send(line), 1, 0, 0);

    var quota = api.asAdmin("GET", "/api/agents/" + agent + "/quota", null).body();
    assertThat(quota.path("monthly_token_limit").asLong()).isEqualTo(5);
    assertThat(quota.path("monthly_cost_limit_usd").decimalValue()).isEqualByComparingTo("0.25");
    assertThat(quota.path("storage_limit_bytes").asLong()).isEqualTo(7);
    assertThat(quota.path("overage_policy").asString()).isEqualTo("alert_only");
    var read = api.asAdmin("GET", "/api/agents/" + agent, null).body();
    assertThat(read.path("metadata").path("tier").asString()).isEqualTo("gold");
  }

  @Test
  void a_concurrency_that_provisioning_refuses_is_refused_here_too() {
    for (var limit : List.of("\"*\"", "0", "-1", "101", "2.5", "{}", "null", "true", "[4]")) {
      var agent = UUID.randomUUID();
      var metadata = "{\"concurrency\":%s}".formatted(limit);
      var line =
          line(agent, UUID.randomUUID(), "n").replace("}", ",\"metadata\":" + metadata + "}");

      var answer = send(line);

      assertCounts(answer, 0, 0, 1);
      assertThat(answer.body().path("failed").path(0).path("reason").asString())
          .as(limit)
          .contains("metadata.concurrency must be a whole number from 1 to 100");
      assertThat(api.asAdmin("GET", "/api/agents/" + agent, null).status()).isEqualTo(404);
      assertThat(
              api.asAdmin(
                      "POST",
                      "/api/agents/provision",
                      "application/json",
                      ("{\"name\":\"n\",\"entity_id\":\"%s\",\"metadata\":%s}"
                              .formatted(UUID.randomUUID(), metadata))
                          .getBytes(StandardCharsets.UTF_8))
                  .status())
          .as(limit)
          .isEqualTo(400);
    }
  }

  @Test
  void the_same_lines_again_change_nothing_also_after_limits_were_set() {
    var lines = lines(5);
    var agent = idOf(lines.getFirst());
    assertCounts(send(String.join("\n", lines)), 5, 0, 0);
    api.asAdmin("PUT", "/api/agents/" + agent + "/quota", Map.of("monthly_token_limit", 3));
    var before = ledger(agent);

    assertCounts(send(String.join("\r\n", lines) + "\n\n"), 0, 5, 0);

    assertThat(ledger(agent)).isEqualTo(before);
    var quota = api.asAdmin("GET", "/api/agents/" + agent + "/quota", null).body();
    assertThat(quota.path("monthly_token_limit").asLong()).isEqualTo(3);
  }

  @Test
  void a_provisioned_agent_is_known_already() {
    var entity = UUID.randomUUID();
    var agent = api.provision(Map.of("entity_id", entity));

    assertCounts(send(line(agent, entity, "again")), 0, 1, 0);
    assertCounts(send(line(agent, UUID.randomUUID(), "stolen")), 0, 0, 1);

    assertThat(ledger(agent)).containsExactly("agent_provisioned", "quota_opened");
  }

  @Test
  void the_same_lines_at_once_take_each_agent_in_once() throws Exception {
    var lines = lines(40);
    List<Future<Answer>> answers = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (var i = 0; i < 4; i++) {
        answers.add(threads.submit(() -> send(String.join("\n", lines))));
      }
    }
    var imported = 0;
    var existing = 0;
    for (var answer : answers) {
      imported += answer.get().body().path("imported").asInt();
      existing += answer.get().body().path("existing").asInt();
      assertThat(answer.get().body().path("failed")).isEmpty();
    }
    assertThat(imported).isEqualTo(40);
    assertThat(existing).isEqualTo(120);
    for (var line : lines) {
      assertThat(ledger(idOf(line))).containsExactly("agent_imported", "quota_opened");
    }
  }

  @Test
  void a_line_that_says_null_fails_alone() {
    var answer = send("null\n" + line(UUID.randomUUID(), UUID.randomUUID(), "n") + "\n null ");

    assertCounts(answer, 1, 0, 2);
    assertThat(answer.body().path("failed").path(1).path("line").asInt()).isEqualTo(3);
    assertThat(answer.body().path("failed").path(1).path("reason").asString())
        .isEqualTo("The line is null, and no JSON object.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u00C0\u0080",
        "\u00E0\u0080\u0080",
        "\u00ED\u00A0\u0080",
        "\u00F4\u0090\u0080\u0080",
        "\u00FF",
        "\u00C3"
      })
  void a_line_that_is_no_utf_8_fails_alone_and_is_never_imported_changed(String bytes) {
    var entity = UUID.randomUUID();
    var bad = UUID.randomUUID();
    var good = UUID.randomUUID();
    var lines = line(bad, entity, bytes) + "\r\n\r" + line(good, entity, "good");

    var answer = send(lines.getBytes(StandardCharsets.ISO_8859_1), "application/x-ndjson");

    assertCounts(answer, 1, 0, 1);
    assertThat(answer.body().path("failed").path(0).path("line").asInt()).isEqualTo(1);
    assertThat(answer.body().path("failed").path(0).path("reason").asString()).contains("UTF-8");
    assertThat(api.asAdmin("GET", "/api/agents/" + bad, null).status()).isEqualTo(404);
    assertThat(ledger(good)).hasSize(2);
  }

  @Test
  void a_line_with_text_that_provisioning_refuses_fails_alone() {
    var bad = line(UUID.randomUUID(), UUID.randomUUID(), "n");
    var metadata = ",\"metadata\":{\"a\":\"\\u0000\"}}";

    var answer = send(bad.replace("}", metadata) + "\n" + lines(1).getFirst());

    assertCounts(answer, 1, 0, 1);
    assertThat(answer.body().path("failed").path(0).path("reason").asString()).contains("U+0000");
  }

  @Test
  void a_byte_order_mark_at_the_start_is_passed_over() {
    var lines = lines(2);

    assertCounts(send("\uFEFF" + String.join("\n", lines)), 2, 0, 0);
    assertCounts(send("\uFEFF"), 0, 0, 0);
    assertCounts(send(lines.getFirst() + "\n\uFEFF" + lines.getLast()), 0, 1, 1);
  }

  @Test
  void another_charset_is_415() {
    var body = line(UUID.randomUUID(), UUID.randomUUID(), "n").getBytes(StandardCharsets.UTF_8);
    for (var charset : List.of("iso-8859-1", "utf-16", "us-ascii", "x")) {
      var answer = send(body, "application/x-ndjson; charset=" + charset);
      assertThat(answer.status()).as(charset).isEqualTo(415);
    }
    assertCounts(send(body, "application/x-ndjson; charset=UTF-8"), 1, 0, 0);
  }

  @Test
  void a_bad_line_says_why_and_keeps_no_other_out() {
    var entity = UUID.randomUUID();
    var good = UUID.randomUUID();
    var body =
        String.join(
            "\n",
            "{\"agent_id\":",
            "{\"agent_id\":\"x\",\"entity_id\":\"%s\",\"name\":\"n\"}".formatted(entity),
            "{\"entity_id\":\"%s\",\"name\":\"\"}".formatted(entity),
            line(good, entity, "good"),
            "{\"agent_id\":\"%s\",\"entity_id\":\"%s\",\"name\":\"n\",\"colour\":1}"
                .formatted(UUID.randomUUID(), entity),
            "{\"agent_id\":\"%s\",\"entity_id\":\"%s\",\"name\":\"a\\u0000b\"}"
                .formatted(UUID.randomUUID(), entity),
            "{\"agent_id\":\"%s\",\"entity_id\":\"%s\",\"name\":\"n\",\"monthly_token_limit\":-1}"
                .formatted(UUID.randomUUID(), entity));

    var answer = send(body);

    assertCounts(answer, 1, 0, 6);
    var failed = answer.body().path("failed");
    assertThat(failed.findValuesAsString("line")).containsExactly("1", "2", "3", "5", "6", "7");
    assertThat(failed.path(0).path("reason").asString()).contains("not valid JSON");
    assertThat(failed.path(1).path("reason").asString()).contains("agent_id");
    assertThat(failed.path(2).path("reason").asString()).contains("agent_id").contains("name");
    assertThat(failed.path(3).path("reason").asString()).contains("colour");
    assertThat(failed.path(4).path("reason").asString()).contains("name");
    assertThat(failed.path(5).path("reason").asString()).contains("monthly_token_limit");
    assertThat(ledger(good)).hasSize(2);
  }

  @Test
  void only_administrators_import_and_only_1000_lines_of_ndjson_at_a_time() {
    var line = line(UUID.randomUUID(), UUID.randomUUID(), "n");
    var path = "/api/agents/import";
    assertThat(api.asAgent(UUID.randomUUID(), "POST", path, Map.of()).status()).isIn(403, 415);
    assertThat(
            api.asAdmin("POST", path, "application/json", line.getBytes(StandardCharsets.UTF_8))
                .status())
        .isEqualTo(415);
    assertThat(
            send(Stream.generate(() -> "{}").limit(1001).collect(Collectors.joining("\n")))
                .status())
        .isEqualTo(400);
  }

  @Test
  void the_script_imports_a_file_in_chunks_and_again_without_effect() throws Exception {
    var lines = lines(12);
    var file = folder.resolve("agents.ndjson");
    Files.writeString(file, String.join("\n", lines) + "\nnonsense\n");

    var first = script(file.toString());
    assertThat(first.output())
        .contains("5 of 13 lines: 5 imported", "10 of 13 lines: 10 imported")
        .contains("13 of 13 lines: 12 imported, 0 known already, 1 not taken")
        .contains("line 13: The body is not valid JSON");
    assertThat(first.exit()).isEqualTo(1);
    Files.writeString(file, String.join("\n", lines));

    var second = script(file.toString());
    assertThat(second.output())
        .contains("12 of 12 lines: 0 imported, 12 known already, 0 not taken");
    assertThat(second.exit()).isZero();
    assertThat(ledger(idOf(lines.getFirst()))).hasSize(2);
  }

  @Test
  void the_script_imports_a_table_whatever_its_texts_hold() throws Exception {
    var services = LocalServers.shared();
    var owner =
        new JdbcTemplate(
            new DriverManagerDataSource(services.jdbcUrl(), services.user(), services.password()));
    owner.execute("DROP SCHEMA IF EXISTS before CASCADE");
    owner.execute("CREATE SCHEMA before");
    owner.execute(
        "CREATE TABLE before.agents (agent_id uuid, entity_id uuid, name text, metadata json,"
            + " monthly_token_limit bigint, secret text)");
    var agent = UUID.randomUUID();
    var plain = UUID.randomUUID();
    var name = "quote \" backslash \\ tilde ~ é 人";
    owner.update(
        "INSERT INTO before.agents VALUES (?, ?, ?, ?::json, 77, 'x'), (?, ?, 'plain', null, null, 'y')",
        agent,
        UUID.randomUUID(),
        name,
        "{\"a\":\n  \"b\\\\c\"}",
        plain,
        UUID.randomUUID());

    var result = script("--table", "before.agents");

    assertThat(result.output()).contains("2 of 2 lines: 2 imported, 0 known already, 0 not taken");
    var read = api.asAdmin("GET", "/api/agents/" + agent, null);
    assertThat(read.text("name")).isEqualTo(name);
    assertThat(read.body().path("metadata").path("a").asString()).isEqualTo("b\\c");
    assertThat(
            api.asAdmin("GET", "/api/agents/" + agent + "/quota", null)
                .body()
                .path("monthly_token_limit")
                .asLong())
        .isEqualTo(77);
    assertThat(script("--table", "before.agents").output()).contains("0 imported, 2 known already");
    assertThat(script("--table", "before.none").exit()).isEqualTo(2);
    assertThat(script("--table", "before.agents; DROP TABLE agents").exit()).isEqualTo(2);
  }

  private Run script(String... arguments) throws IOException, InterruptedException {
    var root = Path.of("..").toAbsolutePath().normalize();
    List<String> command = new ArrayList<>(List.of("bash", root + "/infra/import"));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "GENII_URL", api.url(),
                "GENII_TOKEN", api.adminToken(),
                "GENII_IMPORT_LINES", "5",
                "DATABASE_URL", LocalServers.shared().databaseUrl()));
    var process = builder.start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), output);
  }

  private record Run(int exit, String output) {}

  private Answer send(String body) {
    return send(body.getBytes(StandardCharsets.UTF_8), "application/x-ndjson");
  }

  private Answer send(byte[] body, String type) {
    return api.asAdmin("POST", "/api/agents/import", type, body);
  }

  private List<String> ledger(UUID agent) {
    return api.asAdmin("GET", "/api/agents/" + agent + "/ledger", null)
        .body()
        .path("items")
        .findValuesAsString("type");
  }

  private static void assertCounts(Answer answer, int imported, int existing, int failed) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    assertThat(answer.body().path("imported").asInt()).as("%s", answer).isEqualTo(imported);
    assertThat(answer.body().path("existing").asInt()).isEqualTo(existing);
    assertThat(answer.body().path("failed").size()).isEqualTo(failed);
  }

  private static List<String> lines(int count) {
    return Stream.generate(() -> line(UUID.randomUUID(), UUID.randomUUID(), "agent"))
        .limit(count)
        .toList();
  }

  private static String line(UUID agent, UUID entity, String name) {
    return "{\"agent_id\":\"%s\",\"entity_id\":\"%s\",\"name\":\"%s\"}"
        .formatted(agent, entity, name);
  }

  private static UUID idOf(String line) {
    return UUID.fromString(line.substring(13, 49));
  }
}
