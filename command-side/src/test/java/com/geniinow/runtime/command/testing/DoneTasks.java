package com.geniinow.runtime.command.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A history that is soon made: tasks that are submitted and reported by the dozen. */
public final class DoneTasks {
  /** As many as are started before the first one's lease ends, however slowly. */
  private static final int MOST = 25;

  private DoneTasks() {}

  /** So many of an agent that has no other open; each holds a token, is started, and uses it. */
  public static void of(Api api, UUID agent, int count) {
    for (var left = count; left > 0; left -= MOST) {
      some(api, agent, Math.min(left, MOST));
    }
  }

  private static void some(Api api, UUID agent, int count) {
    var task = Map.of("type", "simulate", "estimated_tokens", 1);
    var body = Map.of("items", Collections.nCopies(count, task), "all_or_none", true);
    var submitted = api.asAgent(agent, "POST", "/api/tasks/batch", body);
    assertThat(submitted.status()).as("%s", submitted).isEqualTo(200);
    List<Object> reports = new ArrayList<>();
    for (var item : submitted.body().path("items")) {
      var id = UUID.fromString(item.path("task").path("task_id").asString());
      var attempts = "/internal/tasks/" + id + "/attempts";
      var started = api.asWorker("POST", attempts, Map.of("worker_id", "w"));
      assertThat(started.status()).as("%s", started).isEqualTo(201);
      var usage = Map.of("usage", WorkClient.usage(1));
      reports.add(WorkClient.item(id, 1, "completed", usage));
    }
    assertThat(WorkClient.worker(api).reported(reports.toArray()))
        .hasSize(count)
        .containsOnly("200");
  }
}
