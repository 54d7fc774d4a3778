package com.geniinow.runtime.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.testing.Needed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that OpenAPI Generator makes of docs/openapi.json compile, and make the README's calls
 * and those that generated clients stumble over: any JSON, a file, an empty answer, a refusal.
 */
class GeneratedClientsIT {
  private static final Path GENERATOR = Path.of("target/client-generator");
  private static final Path LIBRARIES = Path.of("target/client-libraries");
  private static final Path DOCUMENT = Path.of("../../docs/openapi.json");

  /** Debian's: pydantic and the like are packages for it, whatever other Python is on the path. */
  private static final String PYTHON = "/usr/bin/python3";

  @TempDir Path folder;
  private Programs programs;

  @BeforeEach
  void inAFolderOfItsOwn() {
    programs = new Programs(folder);
  }

  @Test
  void python_runs_the_first_task() throws Exception {
    Needed.programs(PYTHON);
    var hasLibraries =
        programs.run(List.of(PYTHON, "-c", "import pydantic, urllib3, dateutil"), Map.of()).code()
            == 0;
    Needed.that(hasLibraries, "python3-pydantic is not installed");
    generate("python-pydantic-v1", ".", "packageName=genii");
    programs.must(List.of(PYTHON, "-m", "compileall", "-q", "genii"), Map.of());
    copy("first_task.py", "first_task.py");
    completes(List.of(PYTHON, "first_task.py"));
  }

  @Test
  void typescript_runs_the_first_task() throws Exception {
    programs.needTypeScript();
    generate("typescript-fetch", "client", "modelPropertyNaming=camelCase");
    copy("first-task.ts", "first-task.ts");
    var compile = List.of("--strict", "--module", "commonjs", "--target", "es2022");
    List<String> command = new ArrayList<>(List.of("node_modules/.bin/tsc"));
    command.addAll(compile);
    command.addAll(List.of("--types", "node", "--outDir", "out", "first-task.ts"));
    programs.must(command, Map.of());
    completes(List.of("node", "out/first-task.js"));
  }

  @Test
  void java_runs_the_first_task() throws Exception {
    generate(
        "java",
        ".",
        "library=native,useJakartaEe=true,openApiNullable=false,"
            + "apiPackage=genii.api,modelPackage=genii.model,invokerPackage=genii.client");
    copy("FirstTask.java.txt", "src/main/java/FirstTask.java");
    var classPath = LIBRARIES.toAbsolutePath() + "/*";
    List<String> command =
        new ArrayList<>(
            List.of(
                Programs.jdk("javac"),
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC",
                "-proc:none",
                "-nowarn",
                "-d",
                "out",
                "-cp",
                classPath));
    try (var sources = Files.walk(folder.resolve("src/main/java"))) {
      sources.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(command::add);
    }
    programs.must(command, Map.of());
    completes(List.of(Programs.jdk("java"), "-cp", "out:" + classPath, "FirstTask"));
  }

  private void generate(String language, String into, String properties) throws Exception {
    try (var jars = Files.list(GENERATOR)) {
      var jar = jars.findFirst().orElseThrow().toAbsolutePath().toString();
      programs.must(
          List.of(
              Programs.jdk("java"),
              "-XX:TieredStopAtLevel=1",
              "-XX:+UseSerialGC",
              "-jar",
              jar,
              "generate",
              "-i",
              DOCUMENT.toAbsolutePath().toString(),
              "-g",
              language,
              "-o",
              into,
              "--additional-properties=" + properties,
              "--global-property=apis,models,supportingFiles,apiDocs=false,modelDocs=false,"
                  + "apiTests=false,modelTests=false"),
          Map.of());
    }
  }

  private void copy(String resource, String to) throws IOException {
    try (var in = GeneratedClientsIT.class.getResourceAsStream("/generated-clients/" + resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is among the test's resources");
      }
      Files.copy(in, folder.resolve(to));
    }
  }

  private void completes(List<String> command) throws Exception {
    var agent = UUID.randomUUID();
    var output =
        programs.must(
            command,
            Map.of(
                "GENII_URL", RunningSystem.get().url(),
                "GENII_ADMIN", Caller.admin().token(),
                "GENII_TOKEN", Caller.agent(agent).token(),
                "GENII_AGENT", agent.toString()));
    assertThat(output).containsPattern("[0-9a-f-]{36} completed");
  }
}
