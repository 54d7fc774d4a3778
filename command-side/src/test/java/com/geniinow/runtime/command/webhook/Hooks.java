package com.geniinow.runtime.command.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Api.Answer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** Makes webhooks as clients do, and ends them: somebody else may listen there later. */
final class Hooks implements AutoCloseable {
  static final List<String> ENDS = List.of("task.completed", "task.cancelled", "task.submitted");

  private final Api api;
  private final List<Answer> all = new CopyOnWriteArrayList<>();

  Hooks(Api api) {
    this.api = api;
  }

  /** One of an agent's own. */
  Answer of(UUID agent, String url, List<String> events) {
    return made(api.asAgent(agent, "POST", "/api/webhooks", Map.of("url", url, "events", events)));
  }

  /** One of an entity's agents. */
  Answer ofEntity(UUID entity, String url, List<String> events) {
    return made(
        api.asAdmin(
            "POST", "/api/webhooks", Map.of("url", url, "events", events, "entity_id", entity)));
  }

  private Answer made(Answer made) {
    assertThat(made.status()).as("%s", made).isEqualTo(201);
    all.add(made);
    return made;
  }

  @Override
  public void close() {
    all.forEach(made -> api.asAdmin("DELETE", path(made), null));
  }

  static String path(Answer made) {
    return "/api/webhooks/" + made.text("webhook_id");
  }

  /** Deliveries by event, as an administrator sees them. */
  Map<String, String> deliveries(Answer made) {
    Map<String, String> found = new HashMap<>();
    var page = api.asAdmin("GET", path(made) + "/deliveries?limit=200", null);
    assertThat(page.status()).as("%s", page).isEqualTo(200);
    page.body()
        .path("items")
        .forEach(
            item -> found.put(item.path("event_id").asString(), item.path("status").asString()));
    return found;
  }
}
