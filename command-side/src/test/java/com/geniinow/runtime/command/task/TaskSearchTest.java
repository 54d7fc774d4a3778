package com.geniinow.runtime.command.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.testing.TaskClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Labels of tasks, and lists filtered by them and by everything else, over HTTP. */
@RuntimeTest
class TaskSearchTest {
  @Autowired TaskClient tasks;
  private UUID agent;

  @BeforeEach
  void an_agent() {
    agent = tasks.agent();
  }

  @Test
  void a_task_is_found_by_all_of_its_labels_together_and_by_each() {
    var both = submit(Map.of("team", "sales", "env", "prod"));
    var one = submit(Map.of("team", "sales"));
    var none = submit(Map.of());

    assertThat(ids("label.team=sales")).containsExactly(one, both);
    assertThat(ids("label.team=sales&label.env=prod")).containsExactly(both);
    assertThat(ids("label.team=sales&label.env=test")).isEmpty();
    assertThat(ids("label.TEAM=sales")).isEmpty();
    assertThat(ids("")).containsExactly(none, one, both);
    assertThat(tasks.view(both, "labels").toString())
        .isEqualTo("{\"env\":\"prod\",\"team\":\"sales\"}");
    assertThat(tasks.view(none, "labels").toString()).isEqualTo("{}");
  }

  @Test
  void a_label_may_be_any_text_and_empty() {
    var name = "ü %_'\"=&+\uD83D\uDE00";
    var task = submit(Map.of(name, "", "b", "a&b=c"));

    assertThat(ids("label." + encoded(name) + "=")).containsExactly(task);
    assertThat(ids("label.b=" + encoded("a&b=c"))).containsExactly(task);
    assertThat(ids("label.b=")).isEmpty();
  }

  @Test
  void labels_that_are_too_many_too_long_or_no_texts_are_refused_and_queue_nothing() {
    var seventeen = new HashMap<String, String>();
    for (var n = 0; n < 17; n++) {
      seventeen.put("l" + n, "v");
    }
    var withNull = new HashMap<String, Object>();
    withNull.put("a", null);
    for (var labels :
        List.of(
            seventeen,
            withNull,
            Map.of("", "v"),
            Map.of("n".repeat(65), "v"),
            Map.of("n", "v".repeat(257)),
            Map.of("a\nb", "v"),
            Map.of("n", "a\u0007"),
            Map.of("n", 1),
            Map.of("n", true),
            Map.of("n", List.of("v")),
            Map.of("n", Map.of()),
            List.of("n"),
            "n")) {
      var answer = tasks.trySubmit(agent, Map.of("labels", labels));
      assertThat(answer.status()).as(labels + ": " + answer).isEqualTo(400);
      assertThat(answer.body().path("errors").toString()).as("%s", labels).contains("labels");
    }
    assertThat(ids("")).isEmpty();
    seventeen.remove("l3");
    assertThat(ids("label.l4=v")).isEmpty();
    var most = submit(seventeen);
    assertThat(ids("label.l4=v")).containsExactly(most);
    submit(Map.of("n".repeat(64), "v".repeat(256)));
  }

  @Test
  void a_filter_that_is_none_is_refused() {
    for (var query :
        List.of(
            "label.=v",
            "label.a=1&label.a=2",
            "label=v",
            "labels.a=v",
            "label.a%00=v",
            "label." + "n".repeat(65) + "=v",
            "order=DESC",
            "order=",
            "status=done",
            "created_from=yesterday",
            "created_from=2026-01-02T00:00:00Z&created_to=2026-01-01T00:00:00Z",
            "from=2026-01-01T00:00:00Z",
            "type=" + "t".repeat(101),
            "sort=asc")) {
      assertThat(list(query).status()).as(query).isEqualTo(400);
      assertThat(tasks.api.asAdmin("GET", "/api/tasks?" + query, null).status())
          .as(query)
          .isEqualTo(400);
    }
    assertThat(tasks.api.asAdmin("GET", "/api/tasks/counts?status=queued", null).status())
        .isEqualTo(400);
  }

  @Test
  void a_cursor_is_good_under_its_own_filters_and_order_alone() {
    for (var n = 0; n < 3; n++) {
      submit(Map.of("team", "sales"));
    }
    var cursor = list("limit=1&label.team=sales").text("next_cursor");

    assertThat(list("limit=2&label.team=sales&cursor=" + cursor).status()).isEqualTo(200);
    for (var other :
        List.of(
            "limit=1",
            "limit=1&label.team=ops",
            "limit=1&label.team=",
            "limit=1&label.team=sales&label.env=",
            "limit=1&label.team=sales&order=asc",
            "limit=1&label.team=sales&status=queued")) {
      assertThat(list(other + "&cursor=" + cursor).status()).as(other).isEqualTo(400);
    }
    assertThat(
            tasks
                .api
                .asAdmin("GET", "/api/tasks?limit=1&label.team=sales&cursor=" + cursor, null)
                .status())
        .isEqualTo(400);
  }

  @Test
  void a_list_leaves_payload_and_result_out_and_a_task_says_all() {
    var answer =
        tasks.trySubmit(
            agent, Map.of("payload", Map.of("tokens", 1, "b", "ü"), "labels", Map.of("a", "b")));
    var task = UUID.fromString(answer.text("task_id"));
    tasks.complete(task, tasks.start(task));

    var item = list("status=completed").body().path("items").get(0);
    assertThat(item.has("payload")).isFalse();
    assertThat(item.has("result")).isFalse();
    var view = tasks.view(task).body();
    assertThat(view.path("payload").path("b").asString()).isEqualTo("ü");
    assertThat(view.path("result").path("n").asInt()).isEqualTo(1);
    for (var name : view.propertyNames()) {
      if (!List.of("payload", "result").contains(name)) {
        assertThat(item.path(name)).as(name).isEqualTo(view.path(name));
      }
    }
    // Of {"b":"ü","tokens":1}, in UTF-8.
    assertThat(view.path("payload_sha256").asString())
        .isEqualTo("c2a0775f1165b36b8e487be34ccdc0b45008760738a0e7cca9019288db2c2df4");
    assertThat(view.path("calls").asInt()).isZero();
    assertThat(view.path("estimated_cost_usd").decimalValue()).isZero();
    assertThat(view.has("failure_reason")).isTrue();
  }

  @Test
  void every_filter_finds_its_tasks_and_counts_say_how_many_there_are() {
    var dead = tasks.deadTask(agent);
    var queued = submit(Map.of());
    var model = tasks.trySubmit(agent, Map.of("model", "gpt-4o-mini"));
    var created = tasks.view(queued, "created_at").asString();

    assertThat(ids("failure_reason=not_retryable")).containsExactly(dead);
    assertThat(ids("failure_reason=quota_exceeded")).isEmpty();
    assertThat(ids("status=dead_lettered")).containsExactly(dead);
    assertThat(ids("model=gpt-4o-mini")).containsExactly(UUID.fromString(model.text("task_id")));
    assertThat(ids("type=simulate&order=asc").getFirst()).isEqualTo(dead);
    assertThat(ids("type=webhook")).isEmpty();
    assertThat(ids("created_to=" + created)).containsExactly(dead);
    assertThat(ids("created_from=" + created)).hasSize(2).contains(queued);
    var counts =
        tasks.api.asAgent(agent, "GET", "/api/agents/" + agent + "/tasks/counts", null).body();
    assertThat(counts.toString())
        .isEqualTo(
            "{\"scheduled\":0,\"awaiting_approval\":0,\"queued\":2,\"running\":0,\"retrying\":0,"
                + "\"completed\":0,\"dead_lettered\":1,\"cancelled\":0,\"expired\":0,\"denied\":0}");
    Replayed.assertLiveEqualsReplay(tasks.api);
  }

  private UUID submit(Map<String, ?> labels) {
    var answer = tasks.trySubmit(agent, Map.of("labels", labels));
    assertThat(answer.status()).as("%s", answer).isEqualTo(202);
    return UUID.fromString(answer.text("task_id"));
  }

  private Answer list(String query) {
    return tasks.api.asAgent(agent, "GET", "/api/agents/" + agent + "/tasks?" + query, null);
  }

  private List<UUID> ids(String query) {
    var answer = list(query);
    assertThat(answer.status()).as("%s: %s", query, answer).isEqualTo(200);
    var ids = new ArrayList<UUID>();
    answer
        .body()
        .path("items")
        .forEach(item -> ids.add(UUID.fromString(item.path("task_id").asString())));
    return ids;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
