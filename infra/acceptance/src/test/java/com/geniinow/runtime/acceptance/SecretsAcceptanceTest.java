package com.geniinow.runtime.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the running system's own logs tell. */
class SecretsAcceptanceTest {
  @Test
  void no_log_holds_a_token_a_signed_url_a_password_or_what_an_agent_sent() throws IOException {
    var agent = TestAgent.provision(Map.of("monthly_token_limit", 1000));
    var content = "what-an-agent-sent-" + agent.id();
    var file =
        agent
            .token()
            .upload(agent.id(), "a.txt", content.getBytes(StandardCharsets.UTF_8))
            .text("file_id");
    var url =
        agent.token().get("/api/agents/" + agent.id() + "/files/" + file + "/url").text("url");
    var task =
        agent.submit(
            Map.of(
                "type",
                "simulate",
                "payload",
                Map.of("result", Map.of("note", content), "retryable", false, "fail_attempts", 1)));
    agent.awaitTask(task.text("task_id"), "dead_lettered");
    assertThat(agent.token().get("/api/tasks/%27OR%201=1").status()).isEqualTo(403);

    var secrets =
        List.of(
            agent.token().token(),
            url,
            url.replaceAll(".*[&?]X-Goog-Signature=", ""),
            content,
            RunningSystem.JWT_SECRET,
            RunningSystem.get().services().password(),
            "sk-acceptance",
            "xoxb-acceptance");
    assertThat(url).contains("X-Goog-Signature=");
    var logs = logs();
    assertThat(logs).isNotEmpty();
    for (var log : logs) {
      var text = Files.readString(log, StandardCharsets.ISO_8859_1);
      for (var n = 0; n < secrets.size(); n++) {
        assertThat(text.contains(secrets.get(n))).as("secret %d in %s", n, log).isFalse();
      }
      assertThat(text).doesNotContainPattern("eyJ[\\w-]{8,}\\.[\\w-]{8,}\\.[\\w-]{8,}");
    }
  }

  /** The services' logs; up.log is what a person sees who starts the system, with a token. */
  private static List<Path> logs() throws IOException {
    var logs = new ArrayList<Path>();
    try (var files = Files.walk(RunningSystem.get().dataFolder())) {
      files.filter(path -> path.toString().endsWith(".log")).forEach(logs::add);
    }
    return logs;
  }
}
