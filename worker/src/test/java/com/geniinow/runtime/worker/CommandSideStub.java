package com.geniinow.runtime.worker;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;

import com.geniinow.runtime.queue.QueuedTask;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The internal API as the worker sees it. */
final class CommandSideStub implements AutoCloseable {
  private final WireMockServer server =
      new WireMockServer(WireMockConfiguration.options().dynamicPort());

  CommandSideStub() {
    server.start();
  }

  String url() {
    return server.baseUrl();
  }

  /** Stubs a task that is handed out as its first attempt and whose reports are all taken. */
  QueuedTask task(String payload, int leaseSeconds) {
    var task = new QueuedTask(UUID.randomUUID(), UUID.randomUUID(), 1, "simulate");
    server.stubFor(post(attempts(task)).willReturn(started(task, payload, leaseSeconds)));
    for (String call : List.of("heartbeat", "complete", "fail")) {
      on(task, call, 200);
    }
    return task;
  }

  ResponseDefinitionBuilder started(QueuedTask task, String payload, int leaseSeconds) {
    return json(
        201,
        """
        {"attempt":1,"lease_seconds":%d,"reserved":{"tokens":100,"cost_usd":0.5},
         "task":{"task_id":"%s","agent_id":"%s","type":"%s","payload":%s,"model":null,
           "estimated_tokens":100,"created_at":"2026-03-01T12:00:00Z"}}
        """
            .formatted(leaseSeconds, task.taskId(), task.agentId(), task.type(), payload));
  }

  void onStart(QueuedTask task, int status) {
    server.stubFor(post(attempts(task)).willReturn(json(status, "{}")));
  }

  /** As the command side answers while one agent's turn does not come. */
  void onStartBusy(QueuedTask task) {
    server.stubFor(
        post(attempts(task)).willReturn(json(503, "{\"status\":503,\"agent_busy\":true}")));
  }

  void on(QueuedTask task, String call, int status) {
    server.stubFor(post(attempts(task) + "/1/" + call).willReturn(json(status, "{}")));
  }

  void onHeartbeat(QueuedTask task, String body) {
    server.stubFor(post(attempts(task) + "/1/heartbeat").willReturn(json(200, body)));
  }

  /** Takes a failure of this text alone. */
  void takesOnly(QueuedTask task, String error) {
    on(task, "fail", 400);
    server.stubFor(
        post(attempts(task) + "/1/fail")
            .withRequestBody(matchingJsonPath("$.error", equalTo(error)))
            .willReturn(json(200, "{}")));
  }

  /** Refuses the first calls and takes the next. */
  void onFirstFail(QueuedTask task, String call, int failures, int status) {
    String path = attempts(task) + (call.isEmpty() ? "" : "/1/" + call);
    ResponseDefinitionBuilder last = call.isEmpty() ? started(task, "{}", 30) : json(200, "{}");
    for (var i = 0; i <= failures; i++) {
      server.stubFor(
          post(path)
              .inScenario(path)
              .whenScenarioStateIs(i == 0 ? Scenario.STARTED : "after-" + i)
              .willReturn(i == failures ? last : json(status, "{}"))
              .willSetStateTo(i == failures ? "after-" + i : "after-" + (i + 1)));
    }
  }

  int starts(QueuedTask task) {
    return count(attempts(task));
  }

  int calls(QueuedTask task, String call) {
    return count(attempts(task) + "/1/" + call);
  }

  JsonNode lastBody(QueuedTask task, String call) {
    var requests = server.findAll(postRequestedFor(urlEqualTo(attempts(task) + "/1/" + call)));
    return JsonMapper.shared().readTree(requests.getLast().getBodyAsString());
  }

  JsonNode startBody(QueuedTask task) {
    var requests = server.findAll(postRequestedFor(urlEqualTo(attempts(task))));
    return JsonMapper.shared().readTree(requests.getLast().getBodyAsString());
  }

  void stop() {
    server.stop();
  }

  private int count(String path) {
    return server.findAll(postRequestedFor(urlEqualTo(path))).size();
  }

  private static String attempts(QueuedTask task) {
    return "/internal/tasks/" + task.taskId() + "/attempts";
  }

  private static ResponseDefinitionBuilder json(int status, String body) {
    return aResponse()
        .withStatus(status)
        .withHeader("Content-Type", "application/json")
        .withBody(body);
  }

  @Override
  public void close() {
    server.stop();
  }
}
