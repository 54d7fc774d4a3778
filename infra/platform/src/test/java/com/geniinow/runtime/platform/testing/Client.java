package com.geniinow.runtime.platform.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.web.Json;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A plain HTTP client, so that what is tested is what is on the wire. */
public final class Client {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final int port;
  private final @Nullable String token;

  public Client(int port, @Nullable String token) {
    this.port = port;
    this.token = token;
  }

  public HttpResponse<String> get(String path) {
    return send("GET", path, null, BodyPublishers.noBody());
  }

  public HttpResponse<String> post(String path, String json) {
    return send("POST", path, "application/json", BodyPublishers.ofString(json));
  }

  public HttpResponse<String> send(
      String method,
      String path,
      @Nullable String contentType,
      BodyPublisher body,
      String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(20))
            .method(method, body);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (contentType != null) {
      request.header("Content-Type", contentType);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return HTTP.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError("No answer from " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The status that a request line gets which no client would send. */
  public int rawStatus(String requestLine) {
    try (var socket = new Socket("127.0.0.1", port)) {
      var head = requestLine + "\r\nHost: x\r\nConnection: close\r\n";
      if (token != null) {
        head += "Authorization: Bearer " + token + "\r\n";
      }
      socket.getOutputStream().write((head + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return Integer.parseInt(answer.split(" ", 3)[1]);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  public static JsonNode json(HttpResponse<String> response) {
    return Json.mapper().readTree(response.body());
  }

  /** Checks all that every problem has in common and returns its body. */
  public static JsonNode problem(HttpResponse<String> response, int status, String reason) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    var body = json(response);
    assertThat(body.path("reason").asString()).isEqualTo(reason);
    assertThat(body.path("status").asInt()).isEqualTo(status);
    assertThat(body.path("type").asString()).isEqualTo("about:blank");
    assertThat(body.path("title").asString()).isNotBlank();
    assertThat(body.path("detail").asString()).isNotBlank();
    assertThat(body.path("instance").asString()).isEqualTo(response.uri().getRawPath());
    assertThat(response.body()).doesNotContain("com.geniinow", "java.", "tools.jackson", "secret");
    if (status == 429 || status == 503) {
      assertThat(Long.parseLong(response.headers().firstValue("Retry-After").orElseThrow()))
          .isPositive();
    }
    return body;
  }
}
