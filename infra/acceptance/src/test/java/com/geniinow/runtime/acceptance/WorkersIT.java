package com.geniinow.runtime.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.testing.Needed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The workers that docs/workers.md shows, taken from there and run as they stand. */
class WorkersIT {
  private static final Path PAGE = Path.of("../../docs/workers.md");

  /** A lease of 30 s, and what comes after it. */
  private static final Duration A_LEASE_LATER = Duration.ofSeconds(90);

  @TempDir Path folder;
  private final List<Process> workers = new ArrayList<>();
  private TestAgent agent;

  @BeforeEach
  void theTypeOfThePage() throws IOException {
    var json = block("Types", "sh").replaceAll("(?s)^.*-d '(.*)'.*$", "$1");
    var type =
        Caller.admin()
            .put(
                "/api/task-types/example.upper",
                new tools.jackson.databind.json.JsonMapper().readTree(json));
    assertThat(type.status()).as("%s", type).isEqualTo(200);
    agent = TestAgent.provision(Map.of());
  }

  @AfterEach
  void endWorkers() {
    workers.forEach(Process::destroyForcibly);
  }

  @Test
  void python_claims_says_that_it_is_at_it_and_reports() throws Exception {
    worksOff(python());
  }

  @Test
  void typescript_claims_says_that_it_is_at_it_and_reports() throws Exception {
    var programs = new Programs(folder);
    programs.needTypeScript();
    write("TypeScript", "typescript", "worker.mts");
    programs.must(
        List.of(
            "node_modules/.bin/tsc",
            "--strict",
            "--skipLibCheck",
            "--module",
            "nodenext",
            "worker.mts"),
        Map.of());
    worksOff(List.of("node", "worker.mjs"));
  }

  @Test
  void a_worker_is_told_to_stop_what_was_cancelled() throws Exception {
    var worker = start(python());
    var task = submit("long", 600);
    agent.awaitTask(task, "running");

    assertThat(agent.token().post("/api/tasks/" + task + "/cancel", Map.of()).status())
        .isEqualTo(200);

    await().atMost(A_LEASE_LATER).until(() -> output(worker).contains("stopped"));
    var next = submit("next", 0);
    assertThat(agent.awaitTask(next, "completed").body().path("result").path("text").asString())
        .isEqualTo("NEXT");
  }

  @Test
  void what_a_killed_worker_had_is_done_by_another_one() throws Exception {
    var command = python();
    var killed = start(command);
    var task = submit("crash", 20);
    agent.awaitTask(task, "running");
    killed.destroyForcibly().waitFor();
    start(command);

    await().atMost(A_LEASE_LATER).until(() -> view(task).text("status").equals("completed"));

    assertThat(view(task).body().path("attempts").asInt()).isEqualTo(2);
    assertThat(view(task).body().path("result").path("text").asString()).isEqualTo("CRASH");
  }

  private void worksOff(List<String> command) throws Exception {
    var worker = start(command);
    var slow = submit("slow", 3);
    await()
        .atMost(A_LEASE_LATER)
        .until(
            () -> view(slow).body().path("progress").path("message").asString("").equals("at it"));
    var quick = submit("quick", 0);

    assertThat(agent.awaitTask(slow, "completed").body().path("result").path("text").asString())
        .isEqualTo("SLOW");
    assertThat(agent.awaitTask(quick, "completed").body().path("attempts").asInt()).isEqualTo(1);
    await().until(() -> output(worker).contains("200"));
    var odd = agent.submit(Map.of("type", "example.upper", "payload", Map.of("text", 7)));
    assertThat(odd.status()).isEqualTo(400);
    assertThat(odd.body().path("errors").get(0).path("field").asString())
        .isEqualTo("/payload/text");
  }

  private List<String> python() throws IOException {
    Needed.programs("python3");
    write("Python", "python", "worker.py");
    return List.of("python3", "-u", "worker.py");
  }

  private String submit(String text, int seconds) {
    var payload = Map.of("text", text, "seconds", seconds);
    var answer = agent.submit(Map.of("type", "example.upper", "payload", payload));
    assertThat(answer.status()).as("%s", answer).isEqualTo(202);
    return answer.text("task_id");
  }

  private Answer view(String task) {
    return agent.token().get("/api/tasks/" + task);
  }

  private Process start(List<String> command) throws IOException {
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("GENII_URL", RunningSystem.get().url());
    builder.environment().put("GENII_TOKEN", agent.token().token());
    builder.environment().put("GENII_AGENT", agent.id().toString());
    var output = folder.resolve("output-" + workers.size() + ".txt");
    var process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    workers.add(process);
    return process;
  }

  private String output(Process worker) throws IOException {
    return Files.readString(folder.resolve("output-" + workers.indexOf(worker) + ".txt"));
  }

  private void write(String heading, String language, String file) throws IOException {
    Files.writeString(folder.resolve(file), block(heading, language));
  }

  /** The block of code below a heading. */
  private static String block(String heading, String language) throws IOException {
    var block =
        Pattern.compile(
                "^## " + heading + "$.*?^```" + language + "\\n(.*?)^```$",
                Pattern.DOTALL | Pattern.MULTILINE)
            .matcher(Files.readString(PAGE));
    assertThat(block.find()).as("a block of %s below %s", language, heading).isTrue();
    return block.group(1);
  }
}
