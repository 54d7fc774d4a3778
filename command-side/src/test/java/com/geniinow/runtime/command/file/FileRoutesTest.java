package com.geniinow.runtime.command.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Chain;
import com.geniinow.runtime.command.Consistency;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.StorageBook;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.servers.LocalServers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** An agent's files through the routes: who may, what is kept, what is answered. */
@RuntimeTest
class FileRoutesTest {
  private static final byte[] HELLO = "hello, files\n".getBytes(StandardCharsets.UTF_8);

  @LocalServerPort int port;

  private final UUID entity = UUID.randomUUID();
  private Api api;
  private FileClient files;
  private UUID agent;

  @BeforeEach
  void anAgent() {
    api = new Api(port);
    files = new FileClient(port);
    agent = api.provision(Map.of("entity_id", entity));
  }

  @AfterEach
  void realTime() {
    LocalServers.shared().objectStore().goBy(InstantSource.system());
  }

  @Test
  void an_upload_is_kept_with_its_hash_and_read_back_through_its_url() throws Exception {
    var task = api.asAgent(agent, "POST", "/api/tasks", Map.of("type", "simulate"));
    var taskId = UUID.fromString(task.text("task_id"));

    var stored = files.upload(agent, "report.txt", HELLO, taskId);

    assertThat(stored.status()).as(stored.toString()).isEqualTo(201);
    assertThat(stored.text("name")).isEqualTo("report.txt");
    assertThat(stored.text("agent_id")).isEqualTo(agent.toString());
    assertThat(stored.text("task_id")).isEqualTo(taskId.toString());
    assertThat(stored.text("content_type")).isEqualTo("text/plain");
    assertThat(stored.body().path("size_bytes").asInt()).isEqualTo(HELLO.length);
    assertThat(stored.text("sha256")).isEqualTo(sha256(HELLO));
    var url = files.url(agent, stored.fileId());
    var read = FileClient.fetch(url.text("url"));
    assertThat(read.statusCode()).isEqualTo(200);
    assertThat(read.body()).isEqualTo(HELLO);
    assertThat(read.headers().firstValue("Content-Type")).hasValue("text/plain;charset=UTF-8");
    assertThat(read.headers().firstValue("Cache-Control")).hasValue("private, no-store");
    assertThat(read.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(read.headers().firstValue("Content-Disposition"))
        .hasValue("attachment; filename*=UTF-8''report.txt");
    assertThat(quota().path("storage_used_bytes").asLong()).isEqualTo(HELLO.length);
    Consistency.assertTablesFollowEvents(agent);
  }

  @Test
  void the_listed_file_is_the_answered_one() {
    var stored = files.upload(agent, "a", HELLO);

    var listed = list("");

    assertThat(listed).hasSize(1);
    assertThat(listed.getFirst()).isEqualTo(stored.body());
  }

  @Test
  void a_url_is_good_for_exactly_900_seconds_of_the_stores_clock() {
    var stored = files.upload(agent, "a.txt", HELLO);
    var url = files.url(agent, stored.fileId());
    var expires = Instant.parse(url.text("expires_at"));

    assertThat(url.body().path("expires_in").asInt()).isEqualTo(900);
    assertThat(url.text("url")).contains("X-Goog-Expires=900");
    LocalServers.shared().objectStore().goBy(() -> expires);
    assertThat(FileClient.fetch(url.text("url")).statusCode()).isEqualTo(200);
    LocalServers.shared().objectStore().goBy(() -> expires.plusSeconds(1));
    assertThat(FileClient.fetch(url.text("url")).statusCode()).isEqualTo(400);
  }

  @Test
  void a_url_that_was_changed_shows_nothing() {
    var other = files.upload(agent, "b.txt", HELLO);
    var url = files.url(agent, files.upload(agent, "a.txt", HELLO).fileId()).text("url");
    var otherObject =
        files.url(agent, other.fileId()).text("url").replaceAll(".*/([0-9a-f]{32})\\?.*", "$1");

    for (var changed :
        List.of(
            url.replaceAll("X-Goog-Expires=900", "X-Goog-Expires=901"),
            url.replaceAll("/[0-9a-f]{32}\\?", "/" + otherObject + "?"),
            url.replaceAll("\\?.*", ""),
            url.replaceAll("Signature=....", "Signature=0000"))) {
      var read = FileClient.fetch(changed);
      assertThat(read.statusCode()).as(changed).isEqualTo(403);
      assertThat(new String(read.body(), StandardCharsets.UTF_8)).doesNotContain("hello");
    }
  }

  @Test
  void an_objects_name_is_in_the_signed_url_and_nowhere_else() {
    var stored = files.upload(agent, "secret-plan.txt", HELLO);
    var url = files.url(agent, stored.fileId()).text("url");
    var object = url.replaceAll(".*/([0-9a-f]{32})\\?.*", "$1");

    assertThat(url).doesNotContain("secret-plan").doesNotContain(agent.toString());
    assertThat(url).doesNotContain(stored.text("file_id")).doesNotContain(entity.toString());
    assertThat(object).hasSize(32);
    assertThat(stored.toString() + list("") + ledger()).doesNotContain(object);
    assertThat(
            Superuser.count(
                "SELECT count(*) FROM domain_event_entry WHERE agent_id = ? AND payload LIKE ?",
                agent,
                "%" + object + "%"))
        .isZero();
  }

  @Test
  void another_agent_is_refused_on_every_route_of_the_same_entity_too() {
    var stored = files.upload(agent, "a", HELLO);
    var other = api.provision(Map.of("entity_id", entity));
    var token = files.agentToken(other);
    var path = "/api/agents/" + agent + "/files";

    assertThat(files.upload(token, agent, FileClient.form("x", HELLO, null)).status())
        .isEqualTo(403);
    assertThat(files.call(token, "GET", path).status()).isEqualTo(403);
    assertThat(files.call(token, "GET", path + "/" + stored.fileId() + "/url").status())
        .isEqualTo(403);
    assertThat(files.call(token, "DELETE", path + "/" + stored.fileId()).status()).isEqualTo(403);
    assertThat(files.call(token, "DELETE", path + "/" + UUID.randomUUID()).status()).isEqualTo(403);
    // Under its own path it finds nothing that is not its own.
    var own = "/api/agents/" + other + "/files";
    assertThat(files.call(token, "GET", own + "/" + stored.fileId() + "/url").status())
        .isEqualTo(404);
    assertThat(files.call(token, "DELETE", own + "/" + stored.fileId()).status()).isEqualTo(404);
    assertThat(list("")).hasSize(1);
  }

  @Test
  void founders_read_and_administrators_read_and_delete_and_neither_uploads() {
    var stored = files.upload(agent, "a", HELLO);
    var path = "/api/agents/" + agent + "/files";
    var one = path + "/" + stored.fileId();
    var founder = files.founderToken(entity);
    var stranger = files.founderToken(UUID.randomUUID());

    assertThat(files.call(founder, "GET", path).status()).isEqualTo(200);
    assertThat(files.call(founder, "GET", one + "/url").status()).isEqualTo(200);
    assertThat(files.call(founder, "DELETE", one).status()).isEqualTo(403);
    assertThat(files.call(stranger, "GET", path).status()).isEqualTo(403);
    assertThat(files.call(stranger, "GET", one + "/url").status()).isEqualTo(403);
    for (var token : List.of(founder, files.adminToken())) {
      assertThat(files.upload(token, agent, FileClient.form("x", HELLO, null)).status())
          .isEqualTo(403);
    }
    assertThat(files.call(files.adminToken(), "GET", one + "/url").status()).isEqualTo(200);
    assertThat(files.call(files.adminToken(), "DELETE", one).status()).isEqualTo(204);
    assertThat(list("")).isEmpty();
  }

  @Test
  void a_deleted_file_is_gone_everywhere_and_gives_its_room_back() {
    assertThat(quota().path("storage_used_bytes").asLong()).isZero();
    var stored = files.upload(agent, "a", HELLO);
    // What is shown is real time, though it is kept for display.
    assertThat(quota().path("storage_used_bytes").asLong()).isEqualTo(HELLO.length);
    var url = files.url(agent, stored.fileId()).text("url");
    var path = "/api/agents/" + agent + "/files/" + stored.fileId();

    assertThat(files.call(files.agentToken(agent), "DELETE", path).status()).isEqualTo(204);

    assertThat(FileClient.fetch(url).statusCode()).isEqualTo(404);
    assertThat(list("")).isEmpty();
    assertThat(quota().path("storage_used_bytes").asLong()).isZero();
    assertThat(files.call(files.agentToken(agent), "DELETE", path).status()).isEqualTo(404);
    assertThat(files.call(files.agentToken(agent), "GET", path + "/url").status()).isEqualTo(404);
    assertThat(Superuser.count("SELECT count(*) FROM file_objects WHERE agent_id = ?", agent))
        .isZero();
    assertThat(quota().path("storage_used_bytes").asLong()).isZero();
    Consistency.assertTablesFollowEvents(agent);
  }

  @Test
  void the_ledger_tells_what_was_stored_shown_and_deleted_and_by_whom() {
    var stored = files.upload(agent, "a.txt", HELLO);
    files.call(
        files.founderToken(entity),
        "GET",
        "/api/agents/" + agent + "/files/" + stored.fileId() + "/url");
    files.call(files.adminToken(), "DELETE", "/api/agents/" + agent + "/files/" + stored.fileId());

    var entries = ledger();

    assertThat(entries).containsSubsequence("file_stored", "file_url_issued", "file_deleted");
    assertThat(entries).contains(sha256(HELLO)).contains("founder").contains("admin");
    Chain.assertUnbroken(agent);
  }

  @Test
  void files_are_listed_by_task_and_by_time_a_page_at_a_time() {
    var task = api.asAgent(agent, "POST", "/api/tasks", Map.of("type", "simulate"));
    var taskId = UUID.fromString(task.text("task_id"));
    var first = files.upload(agent, "1", HELLO, taskId);
    var second = files.upload(agent, "2", HELLO);
    var third = files.upload(agent, "3", HELLO, taskId);

    assertThat(names("?task_id=" + taskId)).containsExactly("1", "3");
    assertThat(names("?from=" + second.text("created_at"))).containsExactly("2", "3");
    assertThat(names("?to=" + third.text("created_at"))).containsExactly("1", "2");
    assertThat(names("?task_id=" + taskId + "&from=" + second.text("created_at")))
        .containsExactly("3");
    var page = files.call(files.adminToken(), "GET", path("?limit=2"));
    assertThat(page.body().path("items").size()).isEqualTo(2);
    assertThat(names("?limit=2&cursor=" + page.text("next_cursor"))).containsExactly("3");
    assertThat(first.status()).isEqualTo(201);
  }

  @Test
  void a_suspended_agent_uploads_nothing_but_may_clean_up() {
    var stored = files.upload(agent, "a", HELLO);
    api.asAdmin("POST", "/api/agents/" + agent + "/suspend", Map.of("reason", "test"));

    var answer = files.upload(agent, "b", HELLO);

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.text("reason")).isEqualTo("agent_not_active");
    assertThat(
            files
                .call(
                    files.agentToken(agent),
                    "DELETE",
                    "/api/agents/" + agent + "/files/" + stored.fileId())
                .status())
        .isEqualTo(204);
    assertNothingIsLeft();
  }

  private void assertNothingIsLeft() {
    assertThat(list("")).isEmpty();
    assertThat(quota().path("storage_used_bytes").asLong()).isZero();
    assertThat(Superuser.count("SELECT count(*) FROM file_objects WHERE agent_id = ?", agent))
        .isZero();
    assertThat(StorageBook.of(agent).reserved()).isZero();
  }

  private tools.jackson.databind.JsonNode quota() {
    return files.call(files.agentToken(agent), "GET", "/api/agents/" + agent + "/quota").body();
  }

  private String ledger() {
    return files
        .call(files.agentToken(agent), "GET", "/api/agents/" + agent + "/ledger?limit=200")
        .body()
        .toString();
  }

  private String path(String query) {
    return "/api/agents/" + agent + "/files" + query;
  }

  private List<tools.jackson.databind.JsonNode> list(String query) {
    return List.copyOf(
        files.call(files.agentToken(agent), "GET", path(query)).body().path("items").values());
  }

  private List<String> names(String query) {
    return list(query).stream().map(file -> file.path("name").asString()).toList();
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
