package com.geniinow.runtime.acceptance;

import com.geniinow.runtime.platform.security.JwtMinter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Somebody with a token who calls the system.
 *
 * @param url of another system than the one that all suites share; null for that one
 */
record Caller(String token, @Nullable String url) {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration TTL = Duration.ofHours(1);
  private static final JwtMinter MINTER =
      new JwtMinter(RunningSystem.JWT_SECRET, InstantSource.system());

  static Caller admin() {
    return new Caller(MINTER.admin("operator", TTL), null);
  }

  static Caller worker() {
    return new Caller(MINTER.worker("acceptance", TTL), null);
  }

  static Caller agent(UUID agentId) {
    return new Caller(MINTER.agent(agentId, TTL), null);
  }

  static Caller founder(UUID entityId) {
    return new Caller(MINTER.founder("founder", entityId, TTL), null);
  }

  /** Of everything where that is null. */
  static Caller auditor(@Nullable UUID entityId) {
    return new Caller(MINTER.auditor("auditor", entityId, TTL), null);
  }

  /** The same one, calling another system that takes the same tokens. */
  Caller at(String other) {
    return new Caller(token, other);
  }

  Answer get(String path) {
    return send("GET", path, null);
  }

  Answer post(String path, Object body) {
    return send("POST", path, body);
  }

  /** A POST that is part of a trace. */
  Answer post(String path, Object body, String traceparent) {
    return send(
        "POST",
        path,
        "application/json",
        BodyPublishers.ofString(JSON.writeValueAsString(body)),
        "traceparent",
        traceparent);
  }

  Answer put(String path, Object body) {
    return send("PUT", path, body);
  }

  Answer patch(String path, Object body) {
    return send("PATCH", path, body);
  }

  Answer delete(String path) {
    return send("DELETE", path, null);
  }

  /** A form with one file. */
  Answer upload(UUID agentId, String name, byte[] content) {
    var boundary = "boundary-" + UUID.randomUUID();
    var head =
        "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n\r\n"
            .formatted(boundary, name);
    var end = "\r\n--" + boundary + "--\r\n";
    return send(
        "POST",
        "/api/agents/" + agentId + "/files",
        "multipart/form-data; boundary=" + boundary,
        BodyPublishers.concat(
            BodyPublishers.ofString(head),
            BodyPublishers.ofByteArray(content),
            BodyPublishers.ofString(end)));
  }

  /** JSON as it stands, and the answer as it came. */
  java.net.http.HttpResponse<String> postText(String path, String json) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(RunningSystem.get().url() + path))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build(),
        BodyHandlers.ofString());
  }

  /** NDJSON. */
  Answer postLines(String path, String lines) {
    return send("POST", path, "application/x-ndjson", BodyPublishers.ofString(lines));
  }

  private Answer send(String method, String path, @Nullable Object body) {
    var publisher =
        body == null
            ? BodyPublishers.noBody()
            : BodyPublishers.ofString(JSON.writeValueAsString(body));
    return send(method, path, "application/json", publisher);
  }

  private Answer send(
      String method, String path, String contentType, BodyPublisher body, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create((url == null ? RunningSystem.get().url() : url) + path))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", contentType)
            .method(method, body);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      var response = CLIENT.send(request.build(), BodyHandlers.ofString());
      var text = response.body().isEmpty() ? "{}" : response.body();
      return new Answer(response.statusCode(), JSON.readTree(text), response.headers());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
