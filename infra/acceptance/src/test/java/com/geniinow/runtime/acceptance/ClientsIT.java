package com.geniinow.runtime.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.testing.Needed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clients that docs/clients.md shows, taken from there and run as they stand. */
class ClientsIT {
  private static final Path PAGE = Path.of("../../docs/clients.md");

  @TempDir Path folder;
  private Programs programs;

  @BeforeEach
  void inAFolderOfItsOwn() {
    programs = new Programs(folder);
  }

  @Test
  void curl_submits_a_task_and_sees_it_completed() throws Exception {
    Needed.programs("curl");
    completes("curl", "sh", "first-task.sh", List.of("bash", "first-task.sh"));
  }

  @Test
  void typescript_submits_a_task_and_sees_it_completed() throws Exception {
    programs.needTypeScript();
    write("TypeScript", "typescript", "first-task.ts");
    programs.must(
        List.of(
            "node_modules/.bin/tsc",
            "--strict",
            "--skipLibCheck",
            "--module",
            "nodenext",
            "first-task.ts"),
        Map.of());
    completes(List.of("node", "first-task.js"));
  }

  @Test
  void python_submits_a_task_and_sees_it_completed() throws Exception {
    Needed.programs("python3");
    completes("Python", "python", "first_task.py", List.of("python3", "first_task.py"));
  }

  @Test
  void java_submits_a_task_and_sees_it_completed() throws Exception {
    completes("Java", "java", "FirstTask.java", List.of(Programs.jdk("java"), "FirstTask.java"));
  }

  private void completes(String heading, String language, String file, List<String> command)
      throws Exception {
    write(heading, language, file);
    completes(command);
  }

  private void completes(List<String> command) throws Exception {
    var agent = TestAgent.provision(Map.of());
    var output =
        programs.must(
            command,
            Map.of(
                "GENII_URL", RunningSystem.get().url(),
                "GENII_TOKEN", agent.token().token(),
                "GENII_AGENT", agent.id().toString()));
    assertThat(output).containsPattern("[0-9a-f-]{36} completed");
    assertThat(agent.quota().body().path("monthly_tokens_used").asLong()).isEqualTo(20);
  }

  /** The block of code below a heading. */
  private void write(String heading, String language, String file) throws IOException {
    var page = Files.readString(PAGE);
    var block =
        Pattern.compile(
                "^## " + heading + "$.*?^```" + language + "\\n(.*?)^```$",
                Pattern.DOTALL | Pattern.MULTILINE)
            .matcher(page);
    assertThat(block.find()).as("a block of %s below %s", language, heading).isTrue();
    Files.writeString(folder.resolve(file), block.group(1));
  }
}
