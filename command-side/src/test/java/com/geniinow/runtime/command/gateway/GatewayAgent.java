package com.geniinow.runtime.command.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.platform.web.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** An agent of one test's own, and its models. */
record GatewayAgent(Api api, UUID id, String key, String keyId) {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  static GatewayAgent provision(int port, Map<String, ?> limits) {
    var api = new Api(port);
    return of(api, api.provision(limits));
  }

  /** An agent that is there already, with a new key. */
  static GatewayAgent of(Api api, UUID id) {
    var key = api.createKey(id);
    return new GatewayAgent(api, id, key.text("key"), key.text("key_id"));
  }

  /** A model that no other test calls: 1 USD per million in, 2 out. */
  String model(String provider, Map<String, ?> more) {
    var model = "stub/" + UUID.randomUUID();
    var body = new HashMap<String, Object>(more);
    body.put("provider", provider);
    body.putIfAbsent("input_usd_per_mtok", 1);
    body.putIfAbsent("output_usd_per_mtok", 2);
    body.put("reason", "a test");
    var answer = api.asAdmin("PUT", "/api/prices/" + URLEncoder.encode(model, UTF_8), body);
    if (answer.status() >= 300) {
      throw new AssertionError(answer);
    }
    return model;
  }

  String model() {
    return model("openai", Map.of());
  }

  static String chat(String model, String more) {
    return "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]%s}"
        .formatted(model, more);
  }

  static String messages(String model, String more) {
    return ("{\"model\":\"%s\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\","
            + "\"content\":\"Hi\"}]%s}")
        .formatted(model, more);
  }

  HttpResponse<String> post(String path, String body, String... headers) {
    return send("POST", path, body, headers);
  }

  HttpResponse<String> get(String path, String... headers) {
    return send("GET", path, "", headers);
  }

  private HttpResponse<String> send(String method, String path, String body, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create(api.url() + path))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return CLIENT.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError("no answer to " + path, e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The one call of this agent, once it has ended. */
  JsonNode call() {
    return await()
        .atMost(Duration.ofSeconds(20))
        .until(this::calls, calls -> calls.size() == 1)
        .getFirst();
  }

  List<JsonNode> calls() {
    var answer = api.asAgent(id, "GET", "/api/agents/" + id + "/calls", null);
    return new ArrayList<>(answer.body().path("items").valueStream().toList());
  }

  /** The details of this agent's entries of a type. */
  List<JsonNode> ledger(String type) {
    var answer = api.asAgent(id, "GET", "/api/agents/" + id + "/ledger?limit=200", null);
    return answer
        .body()
        .path("items")
        .valueStream()
        .filter(entry -> entry.path("type").asString().equals(type))
        .map(entry -> entry.path("details"))
        .toList();
  }

  JsonNode quota() {
    return api.asAgent(id, "GET", "/api/agents/" + id + "/quota", null).body();
  }

  static JsonNode json(HttpResponse<String> answer) {
    return Json.mapper().readTree(answer.body());
  }
}
