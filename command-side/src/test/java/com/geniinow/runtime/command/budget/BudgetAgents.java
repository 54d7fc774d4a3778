package com.geniinow.runtime.command.budget;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.Superuser;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** The agents of an entity of one test's own, with the test in the worker's place. */
record BudgetAgents(Api api, UUID entity, List<UUID> agents) {
  static BudgetAgents provision(Api api, int number) {
    var entity = UUID.randomUUID();
    return new BudgetAgents(
        api,
        entity,
        IntStream.range(0, number)
            .mapToObj(n -> api.provision(Map.of("entity_id", entity)))
            .toList());
  }

  String path() {
    return "/api/budgets/entities/" + entity;
  }

  Answer limit(Map<String, ?> limits) {
    return api.asAdmin("PUT", path(), limits);
  }

  Answer submit(int agent, long tokens) {
    return submit(api, agent, tokens);
  }

  Answer submit(Api through, int agent, long tokens) {
    var task = Map.of("type", "simulate", "estimated_tokens", tokens);
    return through.asAgent(agents.get(agent), "POST", "/api/tasks", task);
  }

  /** Runs a task to its end, which used this much. */
  Answer complete(Api through, String task, long tokens) {
    through.asWorker("POST", "/internal/tasks/" + task + "/attempts", Map.of("worker_id", "b"));
    var usage = Map.of("input_tokens", tokens, "output_tokens", 0);
    return through.asWorker(
        "POST",
        "/internal/tasks/" + task + "/attempts/1/complete",
        Map.of("result", "done", "usage", usage));
  }

  /** What all have used and hold, at one moment. */
  long taken() {
    return Superuser.count(
        "SELECT coalesce(sum(monthly_tokens_used + monthly_tokens_reserved), 0) FROM agent_quotas"
            + " WHERE entity_id = ?",
        entity);
  }
}
