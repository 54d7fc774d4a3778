package com.geniinow.runtime.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Exports of ledgers, and the program that checks them without the system. */
final class Ledgers {
  private Ledgers() {}

  /** The status of the answer, whose body the file has then. */
  static int export(Caller caller, String path, Path file) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(RunningSystem.get().url() + path))
            .header("Authorization", "Bearer " + caller.token())
            .build();
    try (var client = HttpClient.newHttpClient()) {
      var response = client.send(request, BodyHandlers.ofFile(file));
      if (response.statusCode() == 200) {
        assertThat(response.headers().firstValue("Content-Type")).contains("application/x-ndjson");
      }
      return response.statusCode();
    }
  }

  /** What infra/verify-ledger ends with and says. */
  static String verify(Path export) throws IOException, InterruptedException {
    return outcome(
        new ProcessBuilder("../verify-ledger", export.toString()).redirectErrorStream(true));
  }

  /** What a program ends with and says. */
  static String outcome(ProcessBuilder command) throws IOException, InterruptedException {
    var process = command.start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + " " + output.strip();
  }
}
