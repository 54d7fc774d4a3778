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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The workers that docs/workers.md shows, taken from there and run as they stand. */
class WorkersIT {
  private static final Path PAGE = Path.of("../../docs/workers.md");
  private static final List<String> PYTHON = List.of("python3", "-u", "worker.py");

  /** A lease of 30 s, and what comes after it. */
  private static final Duration A_LEASE_LATER = Duration.ofSeconds(90);

  @TempDir static Path folderOfCrash;
  private static Scene crash;
  private static String crashed = "";

  @TempDir Path folder;
  private Scene scene;

  @BeforeAll
  static void theTypeOfThePage() throws IOException {
    var json = block("Types", "sh").replaceAll("(?s)^.*-d '(.*)'.*$", "$1");
    var type = Caller.admin().put("/api/task-types/example.upper", new JsonMapper().readTree(json));
    assertThat(type.status()).as("%s", type).isEqualTo(200);
    crash = new Scene(TestAgent.provision(Map.of()), folderOfCrash, new ArrayList<>());
    if (Programs.areThere("python3")) {
      aWorkerIsKilled();
    }
  }

  /** The lease of what it had runs out while the other cases run. */
  private static void aWorkerIsKilled() throws IOException {
    crash.write("Python", "python", "worker.py");
    var killed = crash.start(PYTHON);
    crashed = crash.submit("crash", 20);
    crash.agent().awaitTask(crashed, "running");
    killed.destroyForcibly().onExit().join();
    crash.start(PYTHON);
  }

  @BeforeEach
  void anAgent() {
    scene = new Scene(TestAgent.provision(Map.of()), folder, new ArrayList<>());
  }

  @AfterEach
  void endWorkers() {
    scene.end();
  }

  @AfterAll
  static void endOthers() {
    if (crash != null) {
      crash.end();
    }
  }

  @Test
  void python_claims_says_that_it_is_at_it_and_reports() throws Exception {
    worksOff(python());
  }

  @Test
  void typescript_claims_says_that_it_is_at_it_and_reports() throws Exception {
    var programs = new Programs(folder);
    programs.needTypeScript();
    scene.write("TypeScript", "typescript", "worker.mts");
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
    var worker = scene.start(python());
    var task = scene.submit("long", 600);
    scene.agent().awaitTask(task, "running");

    assertThat(scene.agent().token().post("/api/tasks/" + task + "/cancel", Map.of()).status())
        .isEqualTo(200);

    await().atMost(A_LEASE_LATER).until(() -> scene.output(worker).contains("stopped"));
    var next = scene.submit("next", 0);
    assertThat(scene.completed(next).path("result").path("text").asString()).isEqualTo("NEXT");
  }

  @Test
  void what_a_killed_worker_had_is_done_by_another_one() {
    Needed.programs("python3");

    await()
        .atMost(A_LEASE_LATER)
        .until(() -> crash.view(crashed).text("status").equals("completed"));

    assertThat(crash.view(crashed).body().path("attempts").asInt()).isEqualTo(2);
    assertThat(crash.view(crashed).body().path("result").path("text").asString())
        .isEqualTo("CRASH");
  }

  private void worksOff(List<String> command) throws Exception {
    var worker = scene.start(command);
    var slow = scene.submit("slow", 3);
    await()
        .atMost(A_LEASE_LATER)
        .until(
            () ->
                scene
                    .view(slow)
                    .body()
                    .path("progress")
                    .path("message")
                    .asString("")
                    .equals("at it"));
    var quick = scene.submit("quick", 0);

    assertThat(scene.completed(slow).path("result").path("text").asString()).isEqualTo("SLOW");
    assertThat(scene.completed(quick).path("attempts").asInt()).isEqualTo(1);
    await().until(() -> scene.output(worker).contains("200"));
    var odd = scene.agent().submit(Map.of("type", "example.upper", "payload", Map.of("text", 7)));
    assertThat(odd.status()).isEqualTo(400);
    assertThat(odd.body().path("errors").get(0).path("field").asString())
        .isEqualTo("/payload/text");
  }

  private List<String> python() throws IOException {
    Needed.programs("python3");
    scene.write("Python", "python", "worker.py");
    return PYTHON;
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

  /** An agent, and the workers that were started for it in a folder. */
  private record Scene(TestAgent agent, Path folder, List<Process> workers) {
    String submit(String text, int seconds) {
      var payload = Map.of("text", text, "seconds", seconds);
      var answer = agent.submit(Map.of("type", "example.upper", "payload", payload));
      assertThat(answer.status()).as("%s", answer).isEqualTo(202);
      return answer.text("task_id");
    }

    Answer view(String task) {
      return agent.token().get("/api/tasks/" + task);
    }

    JsonNode completed(String task) {
      return agent.awaitTask(task, "completed").body();
    }

    Process start(List<String> command) throws IOException {
      var builder = new ProcessBuilder(command).directory(folder.toFile());
      builder.environment().put("GENII_URL", RunningSystem.get().url());
      builder.environment().put("GENII_TOKEN", agent.token().token());
      builder.environment().put("GENII_AGENT", agent.id().toString());
      var output = folder.resolve("output-" + workers.size() + ".txt");
      var process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
      workers.add(process);
      return process;
    }

    String output(Process worker) throws IOException {
      return Files.readString(folder.resolve("output-" + workers.indexOf(worker) + ".txt"));
    }

    void write(String heading, String language, String file) throws IOException {
      Files.writeString(folder.resolve(file), block(heading, language));
    }

    void end() {
      workers.forEach(Process::destroyForcibly);
    }
  }
}
