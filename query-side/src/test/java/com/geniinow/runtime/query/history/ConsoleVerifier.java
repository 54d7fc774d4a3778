package com.geniinow.runtime.query.history;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The console's own verifier, in Node, which has of a browser what that needs. */
final class ConsoleVerifier {
  /** Its tests, and an export with the keys that signed its redactions. */
  static final Path FOLDER = Path.of("src/test/node/console");

  private ConsoleVerifier() {}

  /**
   * What the console says of an export.
   *
   * @param keys the public keys that the service lists, in base64
   */
  static String verify(Path export, String... keys) throws Exception {
    var arguments =
        new ArrayList<>(
            List.of(FOLDER.resolve("verify-in-console.mjs").toString(), export.toString()));
    arguments.addAll(List.of(keys));
    return node(arguments).strip();
  }

  /** What Node says; an error where it doesn't end well. */
  static String node(List<String> arguments) throws Exception {
    var command = new ArrayList<>(List.of("node", "--no-warnings"));
    command.addAll(arguments);
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(output);
    }
    return output;
  }
}
