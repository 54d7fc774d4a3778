package com.geniinow.runtime.command.file;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.platform.security.JwtMinter;
import com.geniinow.runtime.platform.web.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Uploads, lists and reads files as a client would. */
public final class FileClient {
  static final String BOUNDARY = "a-boundary-of-tests";
  private static final Duration TTL = Duration.ofHours(1);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final String base;
  private final JwtMinter minter = new JwtMinter(RuntimeTest.SECRET, Clock.systemUTC());

  public FileClient(int port) {
    base = "http://127.0.0.1:" + port;
  }

  /** An answer. */
  public record Answer(int status, JsonNode body) {
    String text(String field) {
      return body.path(field).asString();
    }

    UUID fileId() {
      return UUID.fromString(text("file_id"));
    }
  }

  String agentToken(UUID agent) {
    return minter.agent(agent, TTL);
  }

  String adminToken() {
    return minter.admin("admin", TTL);
  }

  String founderToken(UUID entity) {
    return minter.founder("founder", entity, TTL);
  }

  public Answer upload(UUID agent, String name, byte[] content) {
    return upload(agentToken(agent), agent, form(name, content, null));
  }

  Answer upload(UUID agent, String name, byte[] content, UUID task) {
    return upload(agentToken(agent), agent, form(name, content, task.toString()));
  }

  /** With a body of any kind. */
  Answer upload(String token, UUID agent, byte[] form) {
    return post(token, agent, BodyPublishers.ofByteArray(form));
  }

  /** Without saying how long it is. */
  Answer uploadChunked(UUID agent, String name, Supplier<InputStream> content) {
    return post(
        agentToken(agent),
        agent,
        BodyPublishers.ofInputStream(
            () ->
                new SequenceInputStream(
                    Collections.enumeration(
                        List.of(
                            new ByteArrayInputStream(filePart(name)),
                            content.get(),
                            new ByteArrayInputStream(end()))))));
  }

  private Answer post(String token, UUID agent, BodyPublisher body) {
    return send(
        HttpRequest.newBuilder(URI.create(base + "/api/agents/" + agent + "/files"))
            .timeout(Duration.ofMinutes(5))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
            .POST(body)
            .build());
  }

  Answer call(String token, String method, String path) {
    return send(
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(Duration.ofMinutes(1))
            .header("Authorization", "Bearer " + token)
            .method(method, BodyPublishers.noBody())
            .build());
  }

  /** A GET as curl would send it. */
  static HttpResponse<byte[]> fetch(String url) {
    try {
      return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Answer send(HttpRequest request) {
    try {
      var response = HTTP.send(request, BodyHandlers.ofString());
      var body = response.body().isEmpty() ? "{}" : response.body();
      return new Answer(response.statusCode(), Json.mapper().readTree(body));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] form(String name, byte[] content, @Nullable String task) {
    var field =
        task == null
            ? ""
            : "--"
                + BOUNDARY
                + "\r\nContent-Disposition: form-data; name=\"task_id\"\r\n\r\n"
                + task
                + "\r\n";
    return join(field.getBytes(StandardCharsets.UTF_8), filePart(name), content, end());
  }

  static byte[] filePart(String name) {
    return ("--"
            + BOUNDARY
            + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
            + name
            + "\"\r\nContent-Type: application/x-whatever\r\n\r\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  static byte[] end() {
    return ("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8);
  }

  static byte[] join(byte[]... parts) {
    var joined = new java.io.ByteArrayOutputStream();
    for (var part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }

  /** Asks, as the agent, for the address of one of its files. */
  Answer url(UUID agent, UUID fileId) {
    return call(agentToken(agent), "GET", "/api/agents/" + agent + "/files/" + fileId + "/url");
  }
}
