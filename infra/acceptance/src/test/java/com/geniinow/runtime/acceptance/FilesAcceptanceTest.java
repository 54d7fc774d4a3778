package com.geniinow.runtime.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The per-agent file system: one test for each criterion, over HTTP and with plain curl. */
class FilesAcceptanceTest {
  private static final byte[] REPORT = "a report\n".getBytes(StandardCharsets.UTF_8);
  private static final int FIFTY_MB = 50 << 20;

  @AfterEach
  void realTime() {
    RunningSystem.get().services().objectStore().goBy(InstantSource.system());
  }

  @Test
  void an_upload_whose_token_is_not_the_agents_gets_403() {
    var agent = TestAgent.provision(Map.of());
    var other = TestAgent.provision(Map.of());

    for (var caller :
        new Caller[] {other.token(), Caller.admin(), Caller.founder(agent.entityId())}) {
      var answer = caller.upload(agent.id(), "report.txt", REPORT);
      assertThat(answer.status()).as("%s", answer.body()).isEqualTo(403);
    }
    assertThat(agent.token().upload(agent.id(), "report.txt", REPORT).status()).isEqualTo(201);
  }

  @Test
  void a_signed_url_expires_after_exactly_900_seconds() throws Exception {
    var agent = TestAgent.provision(Map.of());
    var file = upload(agent, "report.txt");
    var url = Caller.founder(agent.entityId()).get(path(agent) + "/" + file + "/url");
    var expires = Instant.parse(url.text("expires_at"));
    var store = RunningSystem.get().services().objectStore();

    assertThat(url.body().path("expires_in").asInt()).isEqualTo(900);
    assertThat(curl(url.text("url"))).isEqualTo("a report\n200");
    store.goBy(() -> expires);
    assertThat(curl(url.text("url"))).endsWith("200");
    store.goBy(() -> expires.plusSeconds(1));
    assertThat(curl(url.text("url"))).endsWith("400").doesNotContain("a report");
    store.goBy(InstantSource.system());
    // What is signed is 900 s, not what the answer says of it.
    assertThat(url.text("url")).contains("X-Goog-Expires=900");
    assertThat(url.text("url"))
        .doesNotContain(agent.id().toString())
        .doesNotContain(file.toString())
        .doesNotContain("report");
    assertThat(agent.token().get("/api/agents/" + agent.id() + "/ledger").body().toString())
        .contains("file_url_issued");
  }

  @Test
  void files_are_there_after_the_system_was_killed_and_started_again() throws Exception {
    var agent = TestAgent.provision(Map.of());
    var file = upload(agent, "kept.txt");
    var before = agent.token().get(path(agent)).body();

    RunningSystem.get().restart();

    assertThat(agent.token().get(path(agent)).body()).isEqualTo(before);
    var url = agent.token().get(path(agent) + "/" + file + "/url").text("url");
    assertThat(curl(url)).isEqualTo("a report\n200");
  }

  @Test
  void a_file_of_one_agent_asked_for_with_anothers_token_is_403() {
    var agent = TestAgent.provision(Map.of());
    var other = TestAgent.provision(Map.of());
    var file = upload(agent, "mine.txt");

    assertThat(other.token().get(path(agent)).status()).isEqualTo(403);
    assertThat(other.token().get(path(agent) + "/" + file + "/url").status()).isEqualTo(403);
    assertThat(other.token().delete(path(agent) + "/" + file).status()).isEqualTo(403);
    assertThat(agent.token().get(path(agent)).body().path("items")).hasSize(1);
  }

  @Test
  void a_file_over_50_mb_gets_413_that_says_limit_and_size() {
    var agent = TestAgent.provision(Map.of());

    var answer = agent.token().upload(agent.id(), "large.bin", new byte[FIFTY_MB + 1]);

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.text("reason")).isEqualTo("file_too_large");
    assertThat(answer.text("detail")).contains("larger than 52428800 bytes");
    assertThat(answer.body().path("limit_bytes").asInt()).isEqualTo(FIFTY_MB);
    assertThat(answer.body().path("size_bytes").asInt()).isGreaterThan(FIFTY_MB);
    assertThat(agent.token().get(path(agent)).body().path("items")).isEmpty();
  }

  /** The limit by default is 5 GiB; a smaller one shows the same without filling the disk. */
  @Test
  void more_than_the_agents_storage_limit_gets_429() {
    assertThat(TestAgent.provision(Map.of()).quota().body().path("storage_limit_bytes").asLong())
        .isEqualTo(5L << 30);
    var agent = TestAgent.provision(Map.of("storage_limit_bytes", 100_000));

    assertThat(agent.token().upload(agent.id(), "1", new byte[60_000]).status()).isEqualTo(201);
    var answer = agent.token().upload(agent.id(), "2", new byte[40_001]);

    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.text("reason")).isEqualTo("storage_quota_exceeded");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(agent.quota().body().path("storage_pct").asDouble()).isEqualTo(60);
    assertThat(agent.token().upload(agent.id(), "3", new byte[40_000]).status()).isEqualTo(201);
    assertThat(agent.quota().body().path("storage_pct").asDouble()).isEqualTo(100);
  }

  private static UUID upload(TestAgent agent, String name) {
    var answer = agent.token().upload(agent.id(), name, REPORT);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
    return answer.id("file_id");
  }

  private static String path(TestAgent agent) {
    return "/api/agents/" + agent.id() + "/files";
  }

  /** The body with the status behind it. */
  private static String curl(String url) throws IOException {
    var process = new ProcessBuilder("curl", "-sS", "-w", "%{http_code}", url).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
