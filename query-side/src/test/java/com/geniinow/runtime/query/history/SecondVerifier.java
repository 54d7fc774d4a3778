package com.geniinow.runtime.query.history;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The verifier that was written in another language from docs/ledger.md alone. */
final class SecondVerifier {
  private static final Path SCRIPT = Path.of("src/test/node/verify-ledger.js");
  private static final int FILES_PER_CALL = 250;
  private static final JsonMapper JSON = new JsonMapper();

  private SecondVerifier() {}

  /** What it says of each file: {@code entries}, or {@code broken} and {@code why}. */
  static List<JsonNode> verify(List<Path> files, String... options) throws Exception {
    var findings = new ArrayList<JsonNode>();
    for (var from = 0; from < files.size(); from += FILES_PER_CALL) {
      var command = new ArrayList<>(List.of("node", SCRIPT.toString()));
      command.addAll(List.of(options));
      files
          .subList(from, Math.min(from + FILES_PER_CALL, files.size()))
          .forEach(file -> command.add(file.toString()));
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(output);
      }
      output.lines().forEach(line -> findings.add(JSON.readTree(line)));
    }
    return findings;
  }
}
