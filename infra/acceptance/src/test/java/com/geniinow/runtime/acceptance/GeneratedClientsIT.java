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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

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

  /** Which parts are made of each: no documents, no tests. */
  private static final Map<String, String> PARTS =
      Map.of(
          "apis", "",
          "models", "",
          "supportingFiles", "",
          "apiDocs", "false",
          "modelDocs", "false",
          "apiTests", "false",
          "modelTests", "false");

  /** With a folder of each language. */
  @TempDir static Path all;

  /** By one process, which starts and reads the document with classes that are loaded once. */
  @BeforeAll
  static void eachIsGenerated() throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Programs.jdk("java"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                generator(),
                "batch"));
    command.add(settings("python", "python-pydantic-v1", ".", Map.of("packageName", "genii")));
    var camelCase = Map.of("modelPropertyNaming", "camelCase");
    command.add(settings("typescript", "typescript-fetch", "client", camelCase));
    command.add(
        settings(
            "java",
            "java",
            ".",
            Map.of(
                "library", "native",
                "useJakartaEe", "true",
                "openApiNullable", "false",
                "apiPackage", "genii.api",
                "modelPackage", "genii.model",
                "invokerPackage", "genii.client")));
    new Programs(all).must(command, Map.of());
  }

  /** A file that says what is generated into the folder of a language. */
  private static String settings(
      String folder, String generator, String into, Map<String, String> properties)
      throws IOException {
    var own = Files.createDirectory(all.resolve(folder));
    var settings =
        Map.of(
            "generatorName", generator,
            "inputSpec", DOCUMENT.toAbsolutePath().toString(),
            "outputDir", own.resolve(into).normalize().toString(),
            "globalProperties", PARTS,
            "additionalProperties", properties);
    var file = all.resolve(folder + ".json");
    return Files.writeString(file, new JsonMapper().writeValueAsString(settings)).toString();
  }

  private static String generator() throws IOException {
    try (var jars = Files.list(GENERATOR)) {
      return jars.findFirst().orElseThrow().toAbsolutePath().toString();
    }
  }

  @Test
  void python_runs_the_first_task() throws Exception {
    var programs = in("python");
    Needed.programs(PYTHON);
    var hasLibraries =
        programs.run(List.of(PYTHON, "-c", "import pydantic, urllib3, dateutil"), Map.of()).code()
            == 0;
    Needed.that(hasLibraries, "python3-pydantic is not installed");
    programs.must(List.of(PYTHON, "-m", "compileall", "-q", "genii"), Map.of());
    copy("first_task.py", programs, "first_task.py");
    completes(programs, List.of(PYTHON, "first_task.py"));
  }

  @Test
  void typescript_runs_the_first_task() throws Exception {
    var programs = in("typescript");
    programs.needTypeScript();
    copy("first-task.ts", programs, "first-task.ts");
    var compile =
        List.of("--strict", "--skipLibCheck", "--module", "commonjs", "--target", "es2022");
    List<String> command = new ArrayList<>(List.of("node_modules/.bin/tsc"));
    command.addAll(compile);
    command.addAll(List.of("--types", "node", "--outDir", "out", "first-task.ts"));
    programs.must(command, Map.of());
    completes(programs, List.of("node", "out/first-task.js"));
  }

  @Test
  void java_runs_the_first_task() throws Exception {
    var programs = in("java");
    copy("FirstTask.java.txt", programs, "src/main/java/FirstTask.java");
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
    try (var sources = Files.walk(programs.folder().resolve("src/main/java"))) {
      sources.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(command::add);
    }
    programs.must(command, Map.of());
    completes(
        programs,
        List.of(
            Programs.jdk("java"),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            "out:" + classPath,
            "FirstTask"));
  }

  private static Programs in(String language) {
    return new Programs(all.resolve(language));
  }

  private static void copy(String resource, Programs programs, String to) throws IOException {
    try (var in = GeneratedClientsIT.class.getResourceAsStream("/generated-clients/" + resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is among the test's resources");
      }
      Files.copy(in, programs.folder().resolve(to));
    }
  }

  private static void completes(Programs programs, List<String> command) throws Exception {
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
