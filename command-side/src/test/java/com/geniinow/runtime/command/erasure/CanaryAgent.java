package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.file.FileClient;
import com.geniinow.runtime.command.testing.StubAnswers;
import com.geniinow.runtime.command.testing.StubProvider;
import com.geniinow.runtime.platform.web.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An agent of which a word was said in every field that takes text, in names and in values, by
 * whoever may say it; and what it is left with: a task that runs, one that waits, one for later.
 */
final class CanaryAgent {
  private static final Duration SOON = Duration.ofSeconds(90);

  /** Where nobody answers. */
  private static final String NOWHERE = "http://127.0.0.1:9/";

  private static final String ATTEMPT = "POST /internal/tasks/{id}/attempts/{attempt}/";

  private enum By {
    ADMIN,
    FOUNDER,
    AGENT,
    WORKER
  }

  private final int port;
  private final Api api;
  private final String word = "canary" + UUID.randomUUID().toString().replace("-", "");
  private final UUID entity = UUID.randomUUID();
  private final Map<String, List<JsonNode>> said = new TreeMap<>();
  private final Map<String, String> ids = new TreeMap<>();
  private final UUID id;
  private int keys;

  private CanaryAgent(int port) {
    this.port = port;
    api = new Api(port);
    Map<String, Object> body = new HashMap<>(Map.of("name", word, "entity_id", entity));
    body.put("metadata", Map.of(word, word));
    body.put("idempotency_key", key());
    body.put("max_cost_per_minute_usd", 0.0005);
    id =
        UUID.fromString(
            say(By.ADMIN, "POST /api/agents/provision", body).path("agent_id").asString());
  }

  /** One of which nothing was said but its name. */
  static CanaryAgent provision(int port) {
    return new CanaryAgent(port);
  }

  /** What is asked about it and done with it. */
  WordyAgent agent() {
    return new WordyAgent(api, id, entity, word);
  }

  /** What routes call what it has, by the names of their variables. */
  Map<String, String> ids() {
    return Map.copyOf(ids);
  }

  /** Whether the word was said in a field, such as {@code POST /api/tasks .labels.*}. */
  boolean saidIn(String field) {
    var at = field.lastIndexOf(' ');
    return said.getOrDefault(field.substring(0, at), List.of()).stream()
        .anyMatch(body -> TextFields.holds(body, field.substring(at + 1), word));
  }

  /** Says it everywhere, but for why it ends. */
  void speak() {
    say(By.ADMIN, "PATCH /api/agents/{id}", Map.of("name", word + " 2", "metadata", words()), id);
    ids.put(
        "key_id",
        say(By.ADMIN, "POST /api/agents/{id}/keys", Map.of("name", word), id)
            .path("key_id")
            .asString());
    hook();
    decided();
    reported();
    claimed();
    remembered();
    called();
    for (var act : List.of("suspend", "resume")) {
      say(By.ADMIN, "POST /api/agents/{id}/" + act, Map.of("reason", word), id);
    }
    say(
        By.ADMIN,
        "POST /api/agents/{id}/quota/corrections",
        Map.of("tokens", 7, "reason", word, "idempotency_key", key()),
        id);
    say(
        By.ADMIN,
        "POST /api/agents/{id}/quota/raise",
        Map.of("window", "month", "tokens", 9, "reason", word),
        id);
    refused();
    spendTooFast();
    leftOpen();
    say(By.ADMIN, "POST /api/agents/{id}/revoke-tokens", Map.of("reason", word), id);
  }

  /** Ends it: with the word, too. */
  void terminate() {
    say(By.ADMIN, "POST /api/agents/{id}/terminate", Map.of("reason", word), id);
  }

  /** Its own, which is called in vain. */
  private void hook() {
    var events = List.of("task.completed", "task.denied");
    var made = say(By.AGENT, "POST /api/webhooks", Map.of("url", NOWHERE + word, "events", events));
    var hook = made.path("webhook_id").asString();
    ids.put("webhook_id", hook);
    var moved = Map.of("url", NOWHERE + word + "/moved");
    say(By.AGENT, "PATCH /api/webhooks/{webhook_id}", moved, hook);
    say(By.AGENT, "POST /api/webhooks/{webhook_id}/test", Map.of(), hook);
  }

  /** By people: one that may run, and one that may not. */
  private void decided() {
    var approved = submit(Map.of("approval", "required"));
    decide(approved, "approve");
    start(approved);
    say(By.WORKER, ATTEMPT + "complete", Map.of("result", words()), approved, 1);
    decide(submit(Map.of("approval", "required")), "deny");
    var dead = submit(Map.of());
    start(dead);
    progress(dead);
    var error = Map.of("error", "failed: " + word, "retryable", false);
    say(By.WORKER, ATTEMPT + "fail", error, dead, 1);
    await().atMost(SOON).until(() -> status(dead).equals("dead_lettered"));
  }

  private void decide(String task, String how) {
    var hash = api.asAdmin("GET", "/api/tasks/" + task, null).text("payload_sha256");
    var decision = Map.of("payload_sha256", hash, "reason", word);
    say(By.FOUNDER, "POST /api/tasks/{id}/" + how, decision, task);
  }

  /** To the runtime's workers, many at once. */
  private void reported() {
    var completed = submit(Map.of());
    var failed = submit(Map.of());
    start(completed);
    start(failed);
    say(By.WORKER, "POST /internal/results", outcomes(completed, failed));
    await().atMost(SOON).until(() -> status(failed).equals("dead_lettered"));
  }

  /** By the agent itself, which works on its own tasks. */
  private void claimed() {
    say(By.AGENT, "POST /api/tasks/batch", Map.of("items", List.of(task(), task())));
    List<String> tasks = new ArrayList<>();
    await()
        .atMost(SOON)
        .until(
            () -> {
              var claim = Map.of("worker_id", "w", "max", 10, "wait_ms", 0, "claim_key", key());
              say(By.AGENT, "POST /api/agents/{id}/claims", claim, id)
                  .path("items")
                  .forEach(item -> tasks.add(item.at("/task/task_id").asString()));
              return tasks.size() == 2;
            });
    say(By.AGENT, "POST /api/agents/{id}/heartbeats", beat(tasks.getFirst()), id);
    var outcomes = outcomes(tasks.getFirst(), tasks.getLast());
    say(By.AGENT, "POST /api/agents/{id}/results", outcomes, id);
    await().atMost(SOON).until(() -> status(tasks.getLast()).equals("dead_lettered"));
  }

  private void remembered() {
    say(By.AGENT, "PUT /api/agents/{id}/memory/{key}", Map.of("value", words()), id, word);
    say(By.AGENT, "PUT /api/agents/{id}/memory/{key}", Map.of("value", word), id, "plain");
    ids.put("key", "plain");
    var text = Map.of("text", "a " + word, "metadata", words(), "key", word);
    Map<String, Object> embed = new HashMap<>(text);
    embed.put("idempotency_key", key());
    var memory =
        say(By.AGENT, "POST /api/agents/{id}/memory/embed", embed, id).path("memory_id").asString();
    ids.put("memory_id", memory);
    var more = Map.of("metadata", Map.of("more", word));
    say(By.AGENT, "PATCH /api/agents/{id}/memories/{memory_id}", more, id, memory);
    var filter = Map.of("about", word);
    var question = Map.of("query", word, "filter", filter);
    say(By.AGENT, "POST /api/agents/{id}/memory/search", question, id);
    var doomed = Map.of("filter", filter, "dry_run", true);
    say(By.AGENT, "POST /api/agents/{id}/memories/forget", doomed, id);
    var bytes = ("the bytes say " + word).getBytes(StandardCharsets.UTF_8);
    var file = new FileClient(port).upload(id, word + ".txt", bytes);
    assertThat(file.status()).as("%s", file).isEqualTo(201);
    ids.put("file_id", file.body().path("file_id").asString());
  }

  /** Models: one that answers with the word, and one that complains of it. */
  private void called() {
    var answering = model();
    StubProvider.SHARED.on(
        answering,
        (seen, wire) ->
            wire.json(200, StubAnswers.completion(answering).replace("Hello there", word)));
    var refusing = model();
    var error = "{\"error\":{\"message\":\"no %s here\",\"type\":\"invalid_request_error\"}}";
    StubProvider.SHARED.on(refusing, (seen, wire) -> wire.json(400, error.formatted(word)));
    assertThat(chat(answering).body().toString()).contains(word);
    assertThat(chat(refusing).status()).isGreaterThanOrEqualTo(400);
  }

  private Api.Answer chat(String model) {
    var message = Map.of("role", "user", "content", "say " + word);
    var body = Map.of("model", model, "messages", List.of(message), "max_tokens", 20);
    return api.asAgent(id, "POST", "/v1/chat/completions", body);
  }

  /** That no other test calls; dollars per million. */
  private String model() {
    var model = "stub/" + UUID.randomUUID();
    var price = new HashMap<String, Object>(Map.of("provider", "openai", "reason", "a test"));
    price.put("input_usd_per_mtok", 1);
    price.put("output_usd_per_mtok", 2);
    var path = "/api/prices/" + URLEncoder.encode(model, StandardCharsets.UTF_8);
    var answer = api.asAdmin("PUT", path, price);
    assertThat(answer.status()).as("%s", answer).isLessThan(300);
    return model;
  }

  /** What is answered 400, and what is only asked for. */
  private void refused() {
    for (var body :
        List.of(
            Map.of("type", "no type: " + word),
            Map.of("type", "simulate", word, 1),
            Map.of("type", "simulate", "callback_url", "no address " + word))) {
      assertThat(api.asAgent(id, "POST", "/api/tasks", body).status()).isEqualTo(400);
    }
    for (var query : List.of("/tasks?label.of=" + word, "/memory?prefix=" + word)) {
      var answer = api.asAgent(id, "GET", "/api/agents/" + id + query, null);
      assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    }
  }

  /** So that it is suspended and somebody is woken. */
  private void spendTooFast() {
    var task = submit(Map.of("model", "gpt-4o", "estimated_tokens", 100));
    start(task);
    var usage = Map.of("model", "gpt-4o", "input_tokens", 0, "output_tokens", 100);
    var body = Map.of("result", words(), "usage", usage);
    say(By.WORKER, ATTEMPT + "complete", body, task, 1);
    await()
        .atMost(SOON)
        .until(
            () -> api.asAdmin("GET", "/api/agents/" + id, null).text("status").equals("suspended"));
    say(By.ADMIN, "POST /api/agents/{id}/resume", Map.of("reason", word), id);
  }

  private void leftOpen() {
    var task = task();
    task.remove("idempotency_key");
    task.remove("callback_url");
    var schedule = Map.of("cron", "0 0 29 2 *", "task", task);
    ids.put(
        "schedule_id",
        say(By.AGENT, "POST /api/agents/{id}/schedules", schedule, id)
            .path("schedule_id")
            .asString());
    submit(Map.of());
    submit(Map.of("delay_seconds", 3_600));
    var running = submit(Map.of());
    start(running, null);
    progress(running);
  }

  private String submit(Map<String, ?> more) {
    var task = task();
    task.putAll(more);
    return say(By.AGENT, "POST /api/tasks", task).path("task_id").asString();
  }

  private Map<String, Object> task() {
    Map<String, Object> task = new HashMap<>(Map.of("type", "simulate", "estimated_tokens", 10));
    task.put("payload", Map.of("ask", word, word, List.of(word)));
    task.put("labels", Map.of("of", word, word, word));
    task.put("idempotency_key", key());
    task.put("callback_url", NOWHERE + word + "?task=" + keys);
    return task;
  }

  private void start(String task) {
    start(task, key());
  }

  /** A worker's key lasts as long as its lease. */
  private void start(String task, @Nullable String key) {
    Map<String, Object> body = new HashMap<>(Map.of("worker_id", "w"));
    if (key != null) {
      body.put("start_key", key);
    }
    say(By.WORKER, "POST /internal/tasks/{id}/attempts", body, task);
  }

  private void progress(String task) {
    say(By.WORKER, "POST /internal/heartbeats", beat(task));
  }

  private Map<String, Object> beat(String task) {
    var progress = Map.of("percent", 50, "message", "doing " + word);
    return Map.of("items", List.of(Map.of("task_id", task, "attempt", 1, "progress", progress)));
  }

  private Map<String, Object> outcomes(String completed, String failed) {
    Map<String, Object> good = new HashMap<>(Map.of("task_id", completed, "attempt", 1));
    good.put("outcome", "completed");
    good.put("result", words());
    Map<String, Object> bad = new HashMap<>(Map.of("task_id", failed, "attempt", 1));
    bad.put("outcome", "failed");
    bad.put("error", "failed: " + word);
    bad.put("retryable", false);
    return Map.of("items", List.of(good, bad));
  }

  private Map<String, Object> words() {
    return Map.of("about", word, word, word);
  }

  /** One that was never used. */
  private String key() {
    keys++;
    return word + "-" + keys;
  }

  private String status(String task) {
    return api.asAdmin("GET", "/api/tasks/" + task, null).text("status");
  }

  private JsonNode say(By by, String route, Map<String, ?> body, Object... variables) {
    var method = route.substring(0, route.indexOf(' '));
    var path = route.substring(method.length() + 1);
    for (var variable : variables) {
      path = path.replaceFirst("\\{\\w+}", variable.toString());
    }
    var answer =
        switch (by) {
          case ADMIN -> api.asAdmin(method, path, body);
          case FOUNDER -> api.asFounder(entity, method, path, body);
          case AGENT -> api.asAgent(id, method, path, body);
          case WORKER -> api.asWorker(method, path, body);
        };
    assertThat(answer.status()).as("%s: %s", route, answer).isBetween(200, 299);
    said.computeIfAbsent(route, any -> new ArrayList<>()).add(Json.mapper().valueToTree(body));
    return answer.body();
  }
}
