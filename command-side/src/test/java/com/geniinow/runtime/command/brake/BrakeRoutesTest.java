package com.geniinow.runtime.command.brake;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.testing.BrakeClient;
import com.geniinow.runtime.command.testing.TaskClient;
import com.geniinow.runtime.events.Ids;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What can be stopped, and how brakes are listed. */
@RuntimeTest
class BrakeRoutesTest {
  @Autowired TaskClient tasks;
  private BrakeClient brakes;

  @BeforeEach
  void aClient() {
    brakes = new BrakeClient(tasks.api);
  }

  @AfterEach
  void releaseAll() {
    brakes.close();
  }

  @Test
  void the_whole_fleet_is_stopped_by_a_brake_without_an_id() {
    var agent = tasks.agent();

    brakes.set("fleet", null);

    assertThat(tasks.trySubmit(agent, Map.of()).text("reason")).isEqualTo("braked");
    assertThat(brakes.trySet("fleet", "x").status()).isEqualTo(400);
  }

  @Test
  void the_agents_of_an_entity_are_stopped_and_no_others() {
    var entity = UUID.randomUUID();
    var one = tasks.api.provision(Map.of("entity_id", entity));
    var other = tasks.agent();

    brakes.set("entity", entity);

    assertThat(tasks.trySubmit(one, Map.of()).text("reason")).isEqualTo("braked");
    assertThat(tasks.trySubmit(other, Map.of()).status()).isEqualTo(202);
  }

  @Test
  void tasks_of_a_type_are_stopped_and_no_others() {
    var agent = tasks.agent();

    brakes.set("task_type", "openai.chat");

    assertThat(tasks.trySubmit(agent, chat("gpt-4o")).text("reason")).isEqualTo("braked");
    assertThat(tasks.trySubmit(agent, Map.of()).status()).isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-4o-mini", "gpt-4o-mini-2024-07-18"})
  void tasks_of_a_model_and_of_its_dated_variants_are_stopped(String model) {
    var agent = tasks.agent();

    brakes.set("model", "gpt-4o-mini");

    assertThat(tasks.trySubmit(agent, Map.of("model", model)).text("reason")).isEqualTo("braked");
    assertThat(tasks.trySubmit(agent, chat(model)).text("reason")).isEqualTo("braked");
    assertThat(tasks.trySubmit(agent, Map.of("model", "gpt-4o")).status()).isEqualTo(202);
  }

  private static Map<String, Object> chat(String model) {
    var said = Map.of("role", "user", "content", "Hi");
    var payload = Map.of("model", model, "messages", List.of(said), "max_tokens", 5);
    return Map.of("type", "openai.chat", "payload", payload, "estimated_tokens", 1_000);
  }

  @Test
  void what_does_not_exist_can_t_be_stopped() {
    for (var scope : List.of("entity", "agent", "model", "task_type")) {
      assertThat(brakes.trySet(scope, UUID.randomUUID()).status()).as(scope).isEqualTo(404);
      assertThat(brakes.trySet(scope, "no such").status()).as(scope).isEqualTo(404);
      assertThat(brakes.trySet(scope, null).status()).as(scope).isEqualTo(400);
    }
    assertThat(brakes.trySet("planet", "earth").status()).isEqualTo(400);
  }

  @Test
  void the_same_brake_is_answered_again_with_what_ran_when_it_was_set() {
    var agent = tasks.agent();
    tasks.start(tasks.submit(agent));

    var first = brakes.set("agent", agent);
    var second = brakes.set("agent", agent.toString().toUpperCase(java.util.Locale.ROOT));

    assertThat(second.text("brake_id")).isEqualTo(first.text("brake_id"));
    assertThat(second.text("since")).isEqualTo(first.text("since"));
    assertThat(second.body().path("running")).isEqualTo(first.body().path("running")).hasSize(1);
  }

  @Test
  void what_two_brakes_stop_goes_on_when_both_are_gone() {
    var agent = tasks.agent();
    var first = brakes.set("agent", agent);
    var second = brakes.set("task_type", "simulate");

    brakes.release(first.text("brake_id"));
    assertThat(tasks.trySubmit(agent, Map.of()).text("reason")).isEqualTo("braked");

    brakes.release(second.text("brake_id"));
    assertThat(tasks.trySubmit(agent, Map.of()).status()).isEqualTo(202);
  }

  @Test
  void a_model_is_known_whatever_the_case_of_its_name() {
    assertThat(brakes.trySet("model", "GPT-4o").status()).isEqualTo(200);
  }

  @Test
  void the_platform_is_no_entity() {
    assertThat(brakes.trySet("entity", Ids.PLATFORM).status()).isEqualTo(404);
  }

  @Test
  void a_released_brake_is_answered_again_and_a_new_one_may_be_set() {
    var agent = tasks.agent();
    var id = brakes.set("agent", agent).text("brake_id");

    var released = brakes.release(id);
    var again = brakes.release(id);

    assertThat(released.status()).isEqualTo(200);
    assertThat(released.text("release_reason")).isEqualTo("over");
    assertThat(again.body()).isEqualTo(released.body());
    assertThat(brakes.release(UUID.randomUUID().toString()).status()).isEqualTo(404);
    assertThat(brakes.set("agent", agent).text("brake_id")).isNotEqualTo(id);
  }

  @Test
  void an_administrator_sees_all_brakes_and_a_founder_those_that_concern_its_entity() {
    var entity = UUID.randomUUID();
    var mine = tasks.api.provision(Map.of("entity_id", entity));
    var ofMine = brakes.set("agent", mine).text("brake_id");
    var ofEntity = brakes.set("entity", entity).text("brake_id");
    var ofOther = brakes.set("agent", tasks.agent()).text("brake_id");
    var ofType = brakes.set("task_type", "webhook").text("brake_id");

    assertThat(listed(null, "")).contains(ofMine, ofEntity, ofOther, ofType);
    assertThat(listed(entity, "")).containsExactly(ofMine, ofEntity, ofType);
    assertThat(listed(entity, "&limit=2")).containsExactly(ofMine, ofEntity);

    var before = Instant.now();
    brakes.release(ofMine);

    assertThat(listed(entity, "&as_of=" + before)).containsExactly(ofMine, ofEntity, ofType);
    assertThat(listed(entity, "&as_of=2024-01-01T00:00:00Z")).isEmpty();
    assertThat(listed(entity, "")).containsExactly(ofEntity, ofType);
    assertThat(listed(entity, "&released=true")).contains(ofMine).doesNotContain(ofEntity);
  }

  private List<String> listed(@Nullable UUID founderOf, String more) {
    var path = "/api/brakes?" + (more.isEmpty() ? "limit=100" : more.substring(1));
    Answer page =
        founderOf == null
            ? tasks.api.asAdmin("GET", path, null)
            : tasks.api.asFounder(founderOf, "GET", path, null);
    assertThat(page.status()).as("%s", page).isEqualTo(200);
    return page.body()
        .path("items")
        .valueStream()
        .map(brake -> brake.path("brake_id").asString())
        .toList();
  }

  @Test
  void the_platform_s_ledger_says_who_stopped_what_and_what_ran() {
    var agent = tasks.agent();
    var task = tasks.submit(agent);
    tasks.start(task);
    var brake = brakes.set("agent", agent).text("brake_id");
    brakes.release(brake);

    var entries =
        tasks
            .system
            .sql(
                "SELECT type, details FROM ledger_entries WHERE agent_id = ? AND details LIKE ?"
                    + " ORDER BY sequence")
            .param(Ids.PLATFORM)
            .param("%" + brake + "%")
            .query((row, n) -> row.getString(1) + row.getString(2))
            .list();
    assertThat(entries).hasSize(2);
    assertThat(entries.getFirst())
        .startsWith("brake_set")
        .contains(task.toString(), agent.toString(), "\"by\":\"tests\"", "a drill");
    assertThat(entries.getLast()).startsWith("brake_released").contains("over");
  }
}
