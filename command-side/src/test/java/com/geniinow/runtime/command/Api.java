package com.geniinow.runtime.command;

import com.geniinow.runtime.platform.security.JwtMinter;
import com.geniinow.runtime.platform.web.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Calls the running service as a client would. */
public final class Api {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Duration TTL = Duration.ofHours(1);
  private final String base;
  private final JwtMinter minter = new JwtMinter(RuntimeTest.SECRET, Clock.systemUTC());

  public Api(int port) {
    base = "http://127.0.0.1:" + port;
  }

  /** An answer. */
  public record Answer(int status, JsonNode body, Map<String, java.util.List<String>> headers) {
    /** A field of the body as text. */
    public String text(String field) {
      return body.path(field).asString();
    }
  }

  public Answer asAdmin(String method, String path, @Nullable Object body) {
    return call(method, path, body, minter.admin("tests", TTL));
  }

  public Answer asAgent(UUID agentId, String method, String path, @Nullable Object body) {
    return call(method, path, body, minter.agent(agentId, TTL));
  }

  /** A token of an agent. */
  public String agentToken(UUID agentId) {
    return minter.agent(agentId, TTL);
  }

  /** With whatever is to stand behind {@code Bearer}. */
  public Answer bearing(String token, String method, String path, @Nullable Object body) {
    return call(method, path, body, token);
  }

  /** As an agent, if the thing still has this entity tag. */
  public Answer ifMatch(
      String tag, UUID agentId, String method, String path, @Nullable Object body) {
    return call(method, path, body, minter.agent(agentId, TTL), "If-Match", tag);
  }

  /** As an agent, with an idempotency key in the header. */
  public Answer withKey(
      String key, UUID agentId, String method, String path, @Nullable Object body) {
    return call(method, path, body, minter.agent(agentId, TTL), "Idempotency-Key", key);
  }

  /** As an agent, with a body that need not be JSON. */
  public Answer asAgentRaw(UUID agentId, String method, String path, String body) {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    return call(method, path, "application/json", bytes, minter.agent(agentId, TTL));
  }

  public Answer asWorker(String method, String path, @Nullable Object body) {
    return call(method, path, body, minter.worker("worker", TTL));
  }

  /** As a worker, with a body as it stands. */
  public Answer asWorkerRaw(String method, String path, String body) {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    return call(method, path, "application/json", bytes, minter.worker("worker", TTL));
  }

  /** As an administrator, with a body that is no JSON document. */
  public Answer asAdmin(String method, String path, String contentType, byte[] body) {
    return call(method, path, contentType, body, minter.admin("tests", TTL));
  }

  /** As somebody who may read what belongs to an entity. */
  public Answer asFounder(UUID entityId, String method, String path, @Nullable Object body) {
    return call(method, path, body, minter.founder("founder", entityId, TTL));
  }

  /** As somebody who audits an entity, or everything. */
  public Answer asAuditor(
      @Nullable UUID entityId, String method, String path, @Nullable Object body) {
    return call(method, path, body, minter.auditor("auditor", entityId, TTL));
  }

  /** An administrator's token. */
  public String adminToken() {
    return minter.admin("tests", TTL);
  }

  /**
   * A metric of the process, 0 where it shows none.
   *
   * @param series its name with its labels, as Prometheus sees it
   */
  public long metric(String series) {
    return metrics().stream()
        .filter(line -> line.startsWith(series + " "))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(series.length() + 1)))
        .sum();
  }

  /** All that Prometheus would see, line by line. */
  public java.util.List<String> metrics() {
    var request = HttpRequest.newBuilder(URI.create(base + "/actuator/prometheus")).build();
    try {
      return CLIENT.send(request, BodyHandlers.ofLines()).body().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where the service answers. */
  public String url() {
    return base;
  }

  /** Gives an agent a key of these scopes, all of them where none is named. */
  public Answer createKey(UUID agentId, String... scopes) {
    var body = new java.util.HashMap<String, Object>(Map.of("name", "k"));
    if (scopes.length > 0) {
      body.put("scopes", java.util.List.of(scopes));
    }
    var answer = asAdmin("POST", "/api/agents/" + agentId + "/keys", body);
    if (answer.status() != 201) {
      throw new AssertionError(answer);
    }
    return answer;
  }

  /** Provisions an agent with these limits. */
  public UUID provision(Map<String, ?> limits) {
    var body = new java.util.HashMap<String, Object>(limits);
    body.putIfAbsent("name", "test");
    body.putIfAbsent("entity_id", UUID.randomUUID());
    var answer = asAdmin("POST", "/api/agents/provision", body);
    if (answer.status() != 201) {
      throw new AssertionError(answer);
    }
    return UUID.fromString(answer.text("agent_id"));
  }

  private Answer call(
      String method, String path, @Nullable Object body, String token, String... headers) {
    var bytes =
        body == null
            ? new byte[0]
            : Json.mapper().writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
    return call(method, path, "application/json", bytes, token, headers);
  }

  private Answer call(
      String method,
      String path,
      String contentType,
      byte[] body,
      String token,
      String... headers) {
    var builder =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(Duration.ofSeconds(120))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", contentType)
            .method(
                method,
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      builder.headers(headers);
    }
    var request = builder.build();
    try {
      var response = CLIENT.send(request, BodyHandlers.ofString());
      return new Answer(
          response.statusCode(), Json.mapper().readTree(response.body()), response.headers().map());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
