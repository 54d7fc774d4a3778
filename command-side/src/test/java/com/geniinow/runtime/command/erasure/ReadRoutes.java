package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.platform.security.JwtMinter;
import com.geniinow.runtime.platform.web.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Every GET route of the OpenAPI document, asked about an agent and its entity by a founder, an
 * auditor and an administrator: now and as of a moment, in each format, page by page. Streams,
 * which have no end, are left out.
 */
final class ReadRoutes {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final JwtMinter TOKENS = new JwtMinter(RuntimeTest.SECRET, Clock.systemUTC());
  private static final Duration TTL = Duration.ofHours(1);
  private static final String ADMIN = "admin";

  /** Parameters of which each value is asked for. */
  private static final List<String> FORMS = List.of("format", "bucket", "by");

  /** Of one list at most. */
  private static final int PAGES = 20;

  private final WordyAgent agent;
  private final Map<String, String> ids;
  private final List<String> tasks;
  private final Instant then;
  private final Canary canary;
  private final Map<String, String> callers = new LinkedHashMap<>();
  private final SortedSet<String> answered = new TreeSet<>();
  private final SortedSet<String> holding = new TreeSet<>();

  private ReadRoutes(
      WordyAgent agent, Map<String, String> ids, List<String> tasks, Instant then, Canary canary) {
    this.agent = agent;
    this.ids = ids;
    this.tasks = tasks;
    this.then = then;
    this.canary = canary;
    callers.put("founder", TOKENS.founder("founder", agent.entity(), TTL));
    callers.put("auditor", TOKENS.auditor("auditor", agent.entity(), TTL));
    callers.put(ADMIN, TOKENS.admin("tests", TTL));
  }

  /**
   * Asks all of them.
   *
   * @param ids what the agent has, by the names of the routes' variables
   * @param then the moment that is asked about beside the present
   */
  static ReadRoutes read(
      JsonNode document,
      WordyAgent agent,
      Map<String, String> ids,
      List<String> tasks,
      Instant then,
      Canary canary) {
    var routes = new ReadRoutes(agent, ids, tasks, then, canary);
    for (var path : document.path("paths").properties()) {
      var operation = path.getValue().path("get");
      if (!operation.isMissingNode() && !isStream(operation)) {
        routes.ask(path.getKey(), operation);
      }
    }
    return routes;
  }

  /** Those that were answered 200 to somebody. */
  SortedSet<String> answered() {
    return answered;
  }

  /** Those that showed the word, and to whom. */
  SortedSet<String> holding() {
    return holding;
  }

  private static boolean isStream(JsonNode operation) {
    return operation.at("/responses/200/content").has("text/event-stream")
        && operation.at("/responses/200/content").size() == 1;
  }

  private void ask(String template, JsonNode operation) {
    for (var path : paths(template)) {
      for (var query : queries(operation)) {
        var isScoped = !path.equals(template) || query.contains(agent.entity().toString());
        for (var caller : callers.keySet()) {
          // All of the store is long, and whoever sees the entity's alone has seen this agent's.
          if (isScoped || !caller.equals(ADMIN) || !answered.contains("GET " + template)) {
            pages(template, path, query, caller, isScoped || !caller.equals(ADMIN) ? PAGES : 1);
          }
        }
      }
    }
  }

  /** With the variables filled in; of each task where it is a task's. */
  private List<String> paths(String template) {
    if (template.startsWith("/api/tasks/{id}")) {
      return tasks.stream().map(task -> template.replace("{id}", task)).toList();
    }
    var path =
        template
            .replace("/agents/{id}", "/agents/" + agent.id())
            .replace("{entity_id}", agent.entity().toString())
            .replace("{model}", "gpt-4o-mini");
    for (var variable : ids.entrySet()) {
      path = path.replace("{" + variable.getKey() + "}", variable.getValue());
    }
    // What is left is of many agents' tasks or of prices: of none of this one.
    path = path.replace("{id}", UUID.randomUUID().toString());
    assertThat(path).as("what does it mean? Say so here").doesNotContain("{");
    return List.of(path);
  }

  private List<String> queries(JsonNode operation) {
    List<String> whose = new ArrayList<>();
    List<String> more = new ArrayList<>();
    for (var parameter : operation.path("parameters")) {
      var name = parameter.path("name").asString();
      if (name.equals("entity_id") && parameter.path("in").asString().equals("query")) {
        whose.add("entity_id=" + agent.entity());
      } else if (name.equals("agent_id")) {
        whose.add("agent_id=" + agent.id());
      } else if (name.equals("as_of")) {
        more.add("as_of=" + then);
      } else if (FORMS.contains(name)) {
        parameter.at("/schema/enum").forEach(form -> more.add(name + "=" + form.asString()));
      }
    }
    if (whose.isEmpty()) {
      whose.add("");
    }
    List<String> all = new ArrayList<>(whose);
    for (var one : whose) {
      more.forEach(other -> all.add(one.isEmpty() ? other : one + "&" + other));
    }
    return all;
  }

  private void pages(String template, String path, String query, String caller, int most) {
    var url = path + (query.isEmpty() ? "" : "?" + query);
    var cursor = "";
    for (var page = 0; page < most && cursor != null; page++) {
      var more = cursor.isEmpty() ? "" : (url.contains("?") ? "&" : "?") + "cursor=" + cursor;
      var answer = get(url + more, callers.getOrDefault(caller, ""));
      var what = "%s by %s: %s".formatted(url + more, caller, answer);
      assertThat(answer.statusCode()).as(what).isIn(200, 403, 404, 409);
      if (answer.statusCode() == 200) {
        answered.add("GET " + template);
      }
      if (holds(answer)) {
        holding.add("GET " + template + " by " + caller);
      }
      cursor = next(answer);
    }
  }

  private static @Nullable String next(HttpResponse<byte[]> answer) {
    var type = answer.headers().firstValue("Content-Type").orElse("");
    if (answer.statusCode() != 200 || !type.startsWith("application/json")) {
      return null;
    }
    var next = Json.mapper().readTree(answer.body()).path("next_cursor");
    return next.isString() ? URLEncoder.encode(next.asString(), StandardCharsets.UTF_8) : null;
  }

  private boolean holds(HttpResponse<byte[]> answer) {
    if (canary.isIn(answer.headers().map().toString())) {
      return true;
    }
    var type = answer.headers().firstValue("Content-Type").orElse("");
    return type.startsWith("application/zip") ? isInZip(answer.body()) : canary.isIn(answer.body());
  }

  private boolean isInZip(byte[] content) {
    try (var zip = new ZipInputStream(new ByteArrayInputStream(content))) {
      var isThere = false;
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        isThere |= canary.isIn(entry.getName()) || canary.isIn(zip.readAllBytes());
      }
      return isThere;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private HttpResponse<byte[]> get(String url, String token) {
    var request =
        HttpRequest.newBuilder(URI.create(agent.api().url() + url))
            .timeout(Duration.ofMinutes(2))
            .header("Authorization", "Bearer " + token)
            .build();
    try {
      return CLIENT.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new AssertionError(url, e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
