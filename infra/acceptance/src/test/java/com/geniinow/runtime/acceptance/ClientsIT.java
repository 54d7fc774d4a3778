package com.geniinow.runtime.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clients that docs/clients.md shows, taken from there and run as they stand. */
class ClientsIT {
  private static final Path PAGE = Path.of("../../docs/clients.md");

  private static final boolean IN_CI = System.getenv("CI") != null;

  @TempDir Path folder;

  @Test
  void curl_submits_a_task_and_sees_it_completed() throws Exception {
    needs("curl");
    completes("curl", "sh", "first-task.sh", List.of("bash", "first-task.sh"));
  }

  @Test
  void typescript_submits_a_task_and_sees_it_completed() throws Exception {
    needs("node", "npm");
    var npm =
        List.of("npm", "install", "--no-audit", "--no-fund", "typescript@5.9", "@types/node@20");
    assumeTrue(run(npm, Map.of()).code() == 0 || IN_CI, "no npm registry within reach");
    write("TypeScript", "typescript", "first-task.ts");
    var compiled =
        run(
            List.of("node_modules/.bin/tsc", "--strict", "--module", "nodenext", "first-task.ts"),
            Map.of());
    assertThat(compiled.code()).as(compiled.output()).isZero();
    completes(List.of("node", "first-task.js"));
  }

  @Test
  void python_submits_a_task_and_sees_it_completed() throws Exception {
    needs("python3");
    completes("Python", "python", "first_task.py", List.of("python3", "first_task.py"));
  }

  @Test
  void java_submits_a_task_and_sees_it_completed() throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    completes("Java", "java", "FirstTask.java", List.of(java, "FirstTask.java"));
  }

  /** Skips the test where a program is missing, but not in CI, which installs them. */
  private void needs(String... programs) throws Exception {
    for (var program : programs) {
      assumeTrue(isThere(program) || IN_CI, program + " is not installed");
    }
  }

  private void completes(String heading, String language, String file, List<String> command)
      throws Exception {
    write(heading, language, file);
    completes(command);
  }

  private void completes(List<String> command) throws Exception {
    var agent = TestAgent.provision(Map.of());
    var ended =
        run(
            command,
            Map.of(
                "GENII_URL", RunningSystem.get().url(),
                "GENII_TOKEN", agent.token().token(),
                "GENII_AGENT", agent.id().toString()));
    assertThat(ended.code()).as(ended.output()).isZero();
    assertThat(ended.output()).containsPattern("[0-9a-f-]{36} completed");
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

  private record Ended(int code, String output) {}

  private Ended run(List<String> command, Map<String, String> environment) throws Exception {
    var output = Files.createTempFile(folder, "output", ".txt");
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(environment);
    var process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("%s ends", command).isTrue();
    return new Ended(process.exitValue(), Files.readString(output));
  }

  private boolean isThere(String program) throws Exception {
    return run(List.of("sh", "-c", "command -v " + program), Map.of()).code() == 0;
  }
}
