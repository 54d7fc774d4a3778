package com.geniinow.runtime.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** An agent of a test's own, with its token. */
record TestAgent(UUID id, UUID entityId, Caller token) {
  static TestAgent provision(Map<String, ?> limits) {
    var entity = UUID.randomUUID();
    var body = new HashMap<String, Object>(limits);
    body.put("name", "acceptance");
    body.put("entity_id", entity);
    var answer = Caller.admin().post("/api/agents/provision", body);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
    var id = answer.id("agent_id");
    return new TestAgent(id, entity, Caller.agent(id));
  }

  Answer submit(Map<String, ?> task) {
    return token.post("/api/tasks", task);
  }

  Answer quota() {
    return token.get("/api/agents/" + id + "/quota");
  }

  /** Waits until a task has this status; 3 minutes at most. */
  Answer awaitTask(String taskId, String status) {
    return await()
        .atMost(Duration.ofMinutes(3))
        .pollDelay(Duration.ZERO)
        .until(
            () -> token.get("/api/tasks/" + taskId),
            answer -> answer.text("status").equals(status));
  }
}
