package com.geniinow.runtime.command.security;

import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.security.Calls.Body;
import com.geniinow.runtime.command.security.OpenApi.Route;
import com.geniinow.runtime.command.testing.BrakeClient;
import com.geniinow.runtime.platform.web.Json;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Agents with something of everything, so that every route finds what it works on: the caller's
 * own, one of its entity, one of another entity, and one that was never there.
 */
final class Stage {
  private static final Duration SOON = Duration.ofSeconds(90);

  /** Of a budget that is in nobody's way. */
  private static final String LIMITS =
      "{\"monthly_cost_limit_usd\":1000000,\"daily_cost_limit_usd\":1000000,"
          + "\"overage_policy\":\"allow\"}";

  /** Bodies that are good, by route; a route with a body and none here fails its test. */
  private static final String CLAIM = "{\"worker_id\":\"w\",\"max\":1,\"wait_ms\":0}";

  private static final String REPORT =
      "{\"items\":[{\"task_id\":\"%task%\",\"attempt\":1,\"outcome\":\"completed\"}]}";
  private static final String BEAT = "{\"items\":[{\"task_id\":\"%task%\",\"attempt\":1}]}";

  /** One that is never due while a test runs. */
  private static final String SCHEDULE =
      "{\"cron\":\"0 0 29 2 *\",\"task\":{\"type\":\"simulate\",\"estimated_tokens\":1,"
          + "\"payload\":{\"result\":{\"note\":\"%mark%\"}}}}";

  private static final Map<String, String> BODIES =
      Map.ofEntries(
          Map.entry(
              "POST /api/agents/import",
              "{\"agent_id\":\"%new%\",\"entity_id\":\"%entity%\",\"name\":\"i\"}\n"),
          Map.entry("POST /api/agents/provision", "{\"name\":\"p\",\"entity_id\":\"%entity%\"}"),
          Map.entry("PUT /api/agents/{id}/quota", "{\"overage_policy\":\"block\"}"),
          Map.entry(
              "POST /api/agents/{id}/quota/raise",
              "{\"window\":\"month\",\"tokens\":1,\"until\":\"%soon%\",\"reason\":\"r\"}"),
          Map.entry("PUT /api/budgets/platform", LIMITS),
          Map.entry("PUT /api/budgets/entities/{entity_id}", LIMITS),
          Map.entry(
              "POST /api/budgets/platform/raise",
              "{\"window\":\"day\",\"cost_usd\":1,\"until\":\"%soon%\",\"reason\":\"r\"}"),
          Map.entry(
              "POST /api/budgets/entities/{entity_id}/raise",
              "{\"window\":\"month\",\"cost_usd\":1,\"until\":\"%soon%\",\"reason\":\"r\"}"),
          Map.entry("POST /api/agents/{id}/quota/corrections", "{\"tokens\":1,\"reason\":\"r\"}"),
          Map.entry(
              "PUT /api/prices/{model}",
              "{\"input_usd_per_mtok\":1,\"output_usd_per_mtok\":2,\"reason\":\"r\"}"),
          Map.entry(
              "POST /api/prices/{model}/reprice",
              "{\"from\":\"2026-01-01T00:00:00Z\",\"to\":\"2026-01-02T00:00:00Z\","
                  + "\"version\":1,\"reason\":\"r\",\"dry_run\":true}"),
          Map.entry("PUT /api/task-types/{type}", "{\"description\":\"d\"}"),
          Map.entry("PATCH /api/agents/{id}", "{\"name\":\"other\"}"),
          Map.entry(
              "POST /api/webhooks",
              "{\"url\":\"http://127.0.0.1:9/%mark%\",\"events\":[\"task.completed\"],"
                  + "\"agent_id\":\"%agent%\"}"),
          Map.entry("PATCH /api/webhooks/{webhook_id}", "{\"events\":[\"file.stored\"]}"),
          Map.entry("POST /api/webhooks/{webhook_id}/rotate", "{\"overlap_seconds\":0}"),
          Map.entry(
              "POST /api/webhooks/{webhook_id}/replay", "{\"from\":\"2026-03-15T12:00:00Z\"}"),
          Map.entry("POST /api/agents/{id}/keys", "{\"name\":\"k\"}"),
          Map.entry("POST /api/agents/{id}/keys/{key_id}/rotate", "{\"overlap_seconds\":0}"),
          Map.entry("POST /api/agents/{id}/revoke-tokens", "{\"reason\":\"r\"}"),
          Map.entry("POST /api/subjects/{sub}/revoke-tokens", "{\"reason\":\"r\"}"),
          Map.entry("POST /api/audit/verify", "{\"scope\":[\"tables\"]}"),
          Map.entry("POST /api/audit/what-if", "{\"agent_id\":\"%agent%\",\"period\":\"2026-01\"}"),
          Map.entry("POST /api/agents/{id}/suspend", "{\"reason\":\"r\"}"),
          Map.entry("POST /api/agents/{id}/resume", "{\"reason\":\"r\"}"),
          Map.entry("POST /api/agents/{id}/terminate", "{\"reason\":\"r\"}"),
          Map.entry("POST /api/agents/{id}/erase", "{\"reason\":\"r\"}"),
          Map.entry("POST /api/entities/{entity_id}/legal-hold", "{\"reason\":\"r\"}"),
          Map.entry("PUT /api/entities/{entity_id}/retention", "{\"retention_days\":36500}"),
          Map.entry(
              "POST /api/tasks",
              "{\"type\":\"simulate\",\"estimated_tokens\":1,\"agent_id\":\"%agent%\"}"),
          Map.entry(
              "POST /api/tasks/batch",
              "{\"items\":[{\"type\":\"simulate\",\"estimated_tokens\":1}]}"),
          Map.entry("POST /api/agents/{id}/schedules", SCHEDULE),
          Map.entry(
              "POST /api/brakes", "{\"scope\":\"agent\",\"id\":\"%agent%\",\"reason\":\"r\"}"),
          Map.entry("POST /api/tasks/redrive", "{\"agent_id\":\"%agent%\",\"dry_run\":true}"),
          Map.entry("POST /api/tasks/{id}/approve", "{\"payload_sha256\":\"%sha256%\"}"),
          Map.entry("POST /api/tasks/{id}/deny", "{\"payload_sha256\":\"%sha256%\"}"),
          Map.entry("POST /internal/tasks/{id}/attempts", "{\"worker_id\":\"w\"}"),
          Map.entry("POST /internal/claims", CLAIM),
          Map.entry("POST /api/agents/{id}/claims", CLAIM),
          Map.entry("POST /internal/results", REPORT),
          Map.entry("POST /api/agents/{id}/results", REPORT),
          Map.entry("POST /internal/heartbeats", BEAT),
          Map.entry("POST /api/agents/{id}/heartbeats", BEAT),
          Map.entry(
              "POST /internal/tasks/{id}/attempts/{attempt}/complete",
              "{\"result\":{\"note\":\"%mark%\"},\"usage\":{\"input_tokens\":0,\"output_tokens\":1}}"),
          Map.entry(
              "POST /internal/tasks/{id}/attempts/{attempt}/fail",
              "{\"error\":\"%mark%\",\"retryable\":false}"),
          Map.entry(
              "POST /v1/chat/completions",
              "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"),
          Map.entry("POST /v1/responses", "{\"model\":\"gpt-4o-mini\",\"input\":\"Hi\"}"),
          Map.entry(
              "POST /v1/embeddings", "{\"model\":\"text-embedding-3-small\",\"input\":\"Hi\"}"),
          Map.entry(
              "POST /v1/messages",
              "{\"model\":\"claude-sonnet-4-5\",\"max_tokens\":9,"
                  + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"),
          Map.entry(
              "POST /v1/messages/count_tokens",
              "{\"model\":\"claude-sonnet-4-5\","
                  + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"),
          Map.entry("PUT /api/agents/{id}/memory/{key}", "{\"value\":\"%mark%\"}"),
          Map.entry("PATCH /api/agents/{id}/memory/{key}", "{\"ttl_seconds\":600}"),
          Map.entry("POST /api/agents/{id}/memory/embed", "{\"text\":\"%mark% %new%\"}"),
          Map.entry("PATCH /api/agents/{id}/memories/{memory_id}", "{\"ttl_seconds\":600}"),
          Map.entry(
              "POST /api/agents/{id}/memories/forget", "{\"keep_newest\":9,\"dry_run\":true}"),
          Map.entry("POST /api/agents/{id}/memory/search", "{\"query\":\"%mark%\"}"));

  /** In paths of routes that work on more than every agent has. */
  private static final List<String> NEEDED =
      List.of(
          "/schedules",
          "/budgets",
          "/redrive",
          "/brakes",
          "/webhooks",
          "/keys",
          "/prices",
          "/memories",
          "/approve",
          "/deny",
          "{attempt}",
          "/audit/verify");

  /** A model of these tests' own, whose name must be encoded. */
  private static final String MODEL = "org%2Fstage";

  private final Calls calls;
  private final Map<String, Actor> actors;

  /** An agent with what belongs to it, or the ids of one that never was. */
  record Actor(
      UUID agent,
      UUID entity,
      String mark,
      String task,
      String file,
      String key,
      String redrive,
      String keyId,
      String schedule,
      String memory) {}

  /** Not the bytes of all the files that other tests left: that takes minutes. */
  private static final Body ROWS = Body.json("{\"scope\":[\"tables\",\"derived\"]}");

  private Stage(Calls calls, Map<String, Actor> actors) {
    this.calls = calls;
    this.actors = actors;
  }

  /** Fresh agents, with what this route needs. */
  static Stage of(Calls calls, Route route, boolean hasFiles, boolean hasMemory) {
    var entity = UUID.randomUUID();
    var scene = scene(calls, route, hasFiles, hasMemory);
    return new Stage(
        calls,
        Map.of(
            "own", scene.actor(entity),
            "same entity", scene.actor(entity),
            "other entity", scene.actor(UUID.randomUUID()),
            "nonexistent", nobody()));
  }

  /** Fresh agents of one entity alone, with what this route needs. */
  static Stage ofOneEntity(Calls calls, Route route, boolean hasFiles, boolean hasMemory) {
    var entity = UUID.randomUUID();
    var scene = scene(calls, route, hasFiles, hasMemory);
    return new Stage(calls, Map.of("own", scene.actor(entity), "same entity", scene.actor(entity)));
  }

  /** A stage with the caller's own agent alone, with what this route needs. */
  static Stage alone(Calls calls, Route route, boolean hasFiles, boolean hasMemory) {
    return new Stage(calls, Map.of("own", own(calls, route, hasFiles, hasMemory)));
  }

  /** A fresh agent alone, with what this route needs. */
  static Actor own(Calls calls, Route route, boolean hasFiles, boolean hasMemory) {
    return scene(calls, route, hasFiles, hasMemory).actor(UUID.randomUUID());
  }

  private static Scene scene(Calls calls, Route route, boolean hasFiles, boolean hasMemory) {
    if (route.name().equals("GET /api/audit/verify")) {
      Scene.expect(calls.send("POST", "/api/audit/verify", Calls.admin(), ROWS));
    }
    return new Scene(calls, route, hasFiles, hasMemory);
  }

  /** Whether a route reads what the agents of each such route have, and changes nothing. */
  static boolean isPlainRead(Route route) {
    return route.method().equals("GET") && NEEDED.stream().noneMatch(route.path()::contains);
  }

  /** Lets go of what calls of its routes may have left for everybody: brakes and limits. */
  static void leave(int port) {
    var api = new Api(port);
    new BrakeClient(api).releaseAll();
    var none = new HashMap<String, Object>();
    for (var limit : List.of("monthly_token_limit", "monthly_cost_limit_usd")) {
      none.put(limit, null);
      none.put(limit.replace("monthly", "daily"), null);
    }
    var answer = api.asAdmin("PUT", "/api/budgets/platform", none);
    if (answer.status() != 200) {
      throw new AssertionError("the platform's limits stay: " + answer);
    }
  }

  Actor actor(String whose) {
    return java.util.Objects.requireNonNull(actors.get(whose), whose);
  }

  List<String> marks() {
    return actors.values().stream().map(Actor::mark).toList();
  }

  /** Calls a route on what is an actor's. */
  HttpResponse<String> call(Route route, String token, Actor target) {
    return calls.send(route.method(), path(route, target), token, body(route, target));
  }

  /** Whether a call of this route says nothing of whose it is about. */
  boolean isSameForAll(Route route) {
    return route.contentType().isEmpty()
        && actors.values().stream().map(actor -> path(route, actor)).distinct().count() == 1;
  }

  static String path(Route route, Actor target) {
    var path =
        route
            .path()
            .replace("/api/tasks/redrive/{id}", "/api/tasks/redrive/" + target.redrive())
            .replace("/api/prices/reprices/{id}", "/api/prices/reprices/" + target.redrive())
            .replace("/v1/models/{model}", "/v1/models/gpt-4o-mini")
            .replace("{model}", MODEL)
            .replace("/tasks/{id}", "/tasks/" + target.task())
            .replace("/agents/{id}", "/agents/" + target.agent())
            .replace("{attempt}", "1")
            .replace("{entity_id}", target.entity().toString())
            .replace("{key_id}", target.keyId())
            .replace("{schedule_id}", target.schedule())
            .replace("{sub}", "stage%2Fsubject")
            .replace("{type}", "stage.type")
            .replace("{brake_id}", target.redrive() + "?reason=r")
            .replace("{webhook_id}", target.redrive())
            .replace("{file_id}", target.file())
            .replace("{fileId}", target.file())
            .replace("{memory_id}", target.memory())
            .replace("{key}", target.key())
            .replace("{run_id}", target.redrive());
    if (path.contains("{")) {
      throw new AssertionError("what does " + path + " mean? Say so here");
    }
    return route.name().equals("GET /api/agents") || route.name().equals("POST /api/audit/verify")
        ? path + "?entity_id=" + target.entity()
        : path;
  }

  private static Body body(Route route, Actor target) {
    var type = route.contentType();
    if (type.isEmpty()) {
      return Body.NONE;
    }
    if (type.startsWith("multipart/")) {
      return upload(target.mark());
    }
    var good = BODIES.get(route.name());
    if (good == null) {
      throw new AssertionError("what is a good body of " + route + "? Say so here");
    }
    var filled =
        good.replace("%entity%", target.entity().toString())
            .replace("%agent%", target.agent().toString())
            .replace("%mark%", target.mark())
            .replace("%task%", target.task())
            .replace("%sha256%", sha256(payload(target.mark())))
            .replace("%soon%", Instant.now().plusSeconds(5).toString())
            .replace("%new%", UUID.randomUUID().toString());
    return new Body(type, filled.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** A task's payload, in its RFC 8785 form. */
  private static String payload(String mark) {
    return "{\"result\":{\"note\":\"" + mark + "\"}}";
  }

  private static String sha256(String text) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      var bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(sha256.digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static Body upload(String text) {
    var body =
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%1$s.txt\"\r\n"
            + "Content-Type: text/plain\r\n\r\n%1$s\r\n--b--\r\n";
    return new Body(
        "multipart/form-data; boundary=b",
        body.formatted(text).getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static Actor nobody() {
    return new Actor(
        UUID.randomUUID(),
        UUID.randomUUID(),
        "mark-of-nobody",
        UUID.randomUUID().toString(),
        UUID.randomUUID().toString(),
        "nothing",
        UUID.randomUUID().toString(),
        UUID.randomUUID().toString(),
        UUID.randomUUID().toString(),
        UUID.randomUUID().toString());
  }

  /** Builds an agent's belongings over HTTP, as far as the route needs them. */
  private record Scene(Calls calls, Route route, boolean hasFiles, boolean hasMemory) {
    Actor actor(UUID entity) {
      var mark = "mark-" + UUID.randomUUID();
      var provisioned =
          post(
              Calls.admin(),
              "/api/agents/provision",
              "{\"name\":\"%s\",\"entity_id\":\"%s\",\"metadata\":{\"note\":\"%1$s\"}}"
                  .formatted(mark, entity));
      var agent = UUID.fromString(field(provisioned, "agent_id"));
      var task =
          field(
              post(
                  Calls.agent(agent),
                  "/api/tasks",
                  "{\"type\":\"simulate\",\"estimated_tokens\":1,\"payload\":%s%s}"
                      .formatted(payload(mark), isDecided() ? ",\"approval\":\"required\"" : "")),
              "task_id");
      var file =
          hasFiles
              ? field(
                  expect(
                      calls.send(
                          "POST",
                          "/api/agents/" + agent + "/files",
                          Calls.agent(agent),
                          upload(mark))),
                  "file_id")
              : UUID.randomUUID().toString();
      if (hasMemory) {
        expect(
            calls.send(
                "PUT",
                "/api/agents/" + agent + "/memory/key",
                Calls.agent(agent),
                Body.json("{\"value\":\"" + mark + "\"}")));
      }
      var schedule =
          route.path().contains("/schedules")
              ? schedule(agent, mark)
              : UUID.randomUUID().toString();
      prepare(agent, task);
      if (route.path().contains("/budgets/")) {
        var whose = route.path().contains("/platform") ? "platform" : "entities/" + entity;
        var path = "/api/budgets/" + whose;
        expect(calls.send("PUT", path, Calls.admin(), Body.json(LIMITS)));
      }
      var redrive =
          route.path().equals("/api/tasks/redrive/{id}")
              ? field(
                  post(Calls.admin(), "/api/tasks/redrive", "{\"agent_id\":\"" + agent + "\"}"),
                  "redrive_id")
              : route.path().contains("{brake_id}")
                  ? brake(agent)
                  : route.path().contains("{webhook_id}")
                      ? webhook(agent, mark)
                      : UUID.randomUUID().toString();
      var keyId =
          route.path().contains("/keys")
              ? field(
                  post(
                      Calls.admin(),
                      "/api/agents/" + agent + "/keys",
                      "{\"name\":\"" + mark + "\"}"),
                  "key_id")
              : UUID.randomUUID().toString();
      return new Actor(
          agent,
          entity,
          mark,
          task,
          file,
          "key",
          reprice().orElse(redrive),
          keyId,
          schedule,
          route.path().contains("/memories") ? memory(agent, mark) : UUID.randomUUID().toString());
    }

    private String memory(UUID agent, String mark) {
      var path = "/api/agents/" + agent + "/memory/embed";
      return field(post(Calls.agent(agent), path, "{\"text\":\"" + mark + "\"}"), "memory_id");
    }

    /** Whether the route is for tasks that a person must let run. */
    private boolean isDecided() {
      return route.path().endsWith("/approve") || route.path().endsWith("/deny");
    }

    private String webhook(UUID agent, String mark) {
      var body =
          Objects.requireNonNull(BODIES.get("POST /api/webhooks"))
              .replace("%agent%", agent.toString())
              .replace("%mark%", mark);
      return field(post(Calls.admin(), "/api/webhooks", body), "webhook_id");
    }

    private String brake(UUID agent) {
      var body =
          Objects.requireNonNull(BODIES.get("POST /api/brakes"))
              .replace("%agent%", agent.toString());
      return field(post(Calls.admin(), "/api/brakes", body), "brake_id");
    }

    private String schedule(UUID agent, String mark) {
      var path = "/api/agents/" + agent + "/schedules";
      var schedule = post(Calls.agent(agent), path, SCHEDULE.replace("%mark%", mark));
      return field(schedule, "schedule_id");
    }

    /** One of a model that is priced for it. */
    private Optional<String> reprice() {
      if (!route.path().startsWith("/api/prices/")) {
        return Optional.empty();
      }
      var path = "/api/prices/" + MODEL;
      expect(calls.send("PUT", path, Calls.admin(), body("PUT /api/prices/{model}")));
      var order = "POST /api/prices/{model}/reprice";
      var ordered = expect(calls.send("POST", path + "/reprice", Calls.admin(), body(order)));
      return Optional.of(field(ordered, "reprice_id"));
    }

    private static Body body(String route) {
      return Body.json(Objects.requireNonNull(BODIES.get(route)));
    }

    private void prepare(UUID agent, String task) {
      if (route.path().equals("/api/agents/{id}/resume")) {
        post(Calls.admin(), "/api/agents/" + agent + "/suspend", "{\"reason\":\"r\"}");
      }
      var redriven = route.name().equals("POST /api/tasks/{id}/redrive");
      if (redriven || route.path().contains("{attempt}")) {
        var attempts = "/internal/tasks/" + task + "/attempts";
        post(Calls.worker(), attempts, "{\"worker_id\":\"w\"}");
        if (redriven) {
          post(Calls.worker(), attempts + "/1/fail", "{\"error\":\"e\",\"retryable\":false}");
          await()
              .atMost(SOON)
              .until(
                  () ->
                      field(
                              calls.send("GET", "/api/tasks/" + task, Calls.admin(), Body.NONE),
                              "status")
                          .equals("dead_lettered"));
        }
      }
    }

    private HttpResponse<String> post(String token, String path, String json) {
      return expect(calls.send("POST", path, token, Body.json(json)));
    }

    private static HttpResponse<String> expect(HttpResponse<String> answer) {
      if (answer.statusCode() >= 300) {
        throw new AssertionError(answer + " " + answer.body());
      }
      return answer;
    }

    private static String field(HttpResponse<String> answer, String name) {
      return Json.mapper().readTree(answer.body()).path(name).asString("");
    }
  }
}
