package com.geniinow.runtime.queue;

import com.geniinow.runtime.testing.Needed;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Node's BullMQ at one queue of ours, driven over its standard input. */
final class BullmqProbe implements AutoCloseable {
  private static final Path SOURCES = Path.of("src/test/node");
  private static final Path INSTALLED = Path.of("target/node");
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Process node;
  private final BufferedWriter in;
  private final BufferedReader out;

  BullmqProbe(String library, String redisUrl, String prefix, UUID queue) {
    var port = URI.create(redisUrl).getPort();
    try {
      node =
          new ProcessBuilder(
                  "node", "probe.js", library, Integer.toString(port), prefix, queue.toString())
              .directory(INSTALLED.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    in = node.outputWriter();
    out = node.inputReader();
    ask("ready");
  }

  /** Installs BullMQ from npm once per build; skips the test where there is no Node, but in CI. */
  static void install() throws IOException {
    Files.createDirectories(INSTALLED);
    for (String file : new String[] {"package.json", "probe.js"}) {
      Files.copy(
          SOURCES.resolve(file), INSTALLED.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    Needed.packages(INSTALLED);
  }

  /** What a method of probe.js answers. */
  JsonNode ask(Object... methodAndArguments) {
    try {
      in.write(JSON.writeValueAsString(methodAndArguments));
      in.newLine();
      in.flush();
      var line = out.readLine();
      JsonNode reply = JSON.readTree(line == null ? "{\"error\":\"node ended\"}" : line);
      if (reply.has("error")) {
        throw new AssertionError("node: " + reply.get("error").stringValue());
      }
      return reply.get("value");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    node.destroyForcibly().onExit().join();
  }
}
