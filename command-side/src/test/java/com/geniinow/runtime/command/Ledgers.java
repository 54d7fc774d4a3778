package com.geniinow.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.verifier.LedgerVerifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Exported ledgers before both verifiers: the runtime's own, and the one in another language where
 * node is installed.
 */
public final class Ledgers {
  private static final String SECOND = "../query-side/src/test/node/verify-ledger.js";

  private Ledgers() {}

  /** Exports the ledgers of agents; both verifiers must find each intact. */
  public static void assertIntact(Api api, List<UUID> agents) throws Exception {
    var folder = Files.createTempDirectory("exports");
    var files = agents.stream().map(agent -> export(api, agent, folder)).toList();
    var second = second(files, null);
    for (var n = 0; n < files.size(); n++) {
      var lines = Files.readAllLines(files.get(n));
      var redacted = lines.stream().filter(line -> line.contains("\"redacted_hash\":")).count();
      assertThat(verdict(files.get(n), null, second.isEmpty() ? null : second.get(n)))
          .isEqualTo(
              (lines.size() - redacted)
                  + " entries, intact"
                  + (redacted == 0 ? "" : ", " + redacted + " redacted"));
    }
  }

  /** An agent's export as the route answers it, in a file of the agent's name. */
  public static Path export(Api api, UUID agent, Path folder) {
    return export(
        api, "/api/agents/" + agent + "/ledger/export", folder.resolve(agent + ".ndjson"));
  }

  /** What a route that exports answers, in a file. */
  public static Path export(Api api, String path, Path file) {
    var request =
        HttpRequest.newBuilder(URI.create(api.url() + path))
            .header("Authorization", "Bearer " + api.adminToken())
            .build();
    try (var client = HttpClient.newHttpClient()) {
      assertThat(client.send(request, BodyHandlers.ofFile(file)).statusCode()).isEqualTo(200);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the runtime's verifier says, once the other one has agreed. */
  public static String verdict(Path export, @Nullable Path checkpoint) throws Exception {
    var second = second(List.of(export), checkpoint);
    return verdict(export, checkpoint, second.isEmpty() ? null : second.getFirst());
  }

  private static String verdict(Path export, @Nullable Path checkpoint, @Nullable String second)
      throws Exception {
    var verdict = LedgerVerifier.verify(export, Optional.ofNullable(checkpoint)).toString();
    if (second == null) {
      return verdict;
    }
    if (verdict.contains(" entries, intact")) {
      assertThat(verdict)
          .isEqualTo(
              second
                  .replaceAll(".*\"redacted\":(\\d+).*", "$0, $1 redacted")
                  .replaceAll(".*\"entries\":(\\d+)[^}]*}", "$1 entries, intact"));
    } else {
      var kind = second.replaceAll(".*\"why\":\"(\\w+)\".*", "$1");
      assertThat(verdict).contains(": " + kind + ",");
    }
    return verdict;
  }

  /** A line for each file, of one process, since a start takes longer; none without node. */
  private static List<String> second(List<Path> exports, @Nullable Path checkpoint)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("node", SECOND));
    if (checkpoint != null) {
      command.addAll(List.of("--checkpoint", checkpoint.toString()));
    }
    exports.forEach(export -> command.add(export.toString()));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return List.of();
    }
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    var lines = output.strip().lines().toList();
    assertThat(lines).as(output).hasSameSizeAs(exports);
    return lines;
  }
}
