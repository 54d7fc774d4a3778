package com.geniinow.runtime.command.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.testing.DoneTasks;
import com.geniinow.runtime.platform.work.Chore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Agents as they were: what the past is said to be is what was seen when it was the present. */
@RuntimeTest
class PastTest {
  private static final List<String> COUNTED =
      List.of("running", "dead_lettered", "braked", "tokens_today", "cost_today_usd", "month");

  private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");

  @LocalServerPort int port;
  @Autowired List<Chore> chores;

  /** How many events there were at each moment that was looked at. */
  private final Map<Instant, Long> events = new HashMap<>();

  private Api api;

  @BeforeEach
  void client() {
    api = new Api(port);
  }

  /** What the GET routes said at a moment. */
  private record Seen(Instant at, JsonNode agent, JsonNode quota, Map<String, JsonNode> open) {}

  @Test
  void every_state_that_was_seen_is_found_again_as_of_its_moment() {
    var agent = api.provision(Map.of("monthly_token_limit", 3_000));
    var random = new Random(8);
    var seen = new ArrayList<Seen>();
    var open = new ArrayList<String>();
    for (var n = 0; n < 40; n++) {
      step(agent, random, open);
      seen.add(look(agent));
    }
    assertFoundAgain(agent, seen);
  }

  @Test
  void a_long_history_is_cut_into_pieces_and_answers_the_same() {
    var agent = api.provision(Map.of());
    var dead = submit(agent);
    give(dead, 1, false);
    DoneTasks.of(api, agent, 160);
    var random = new Random(9);
    var open = new ArrayList<String>();
    var seen = new ArrayList<Seen>(List.of(look(agent)));
    while (Superuser.count("SELECT count(*) FROM domain_event_entry WHERE agent_id = ?", agent)
        < 2_300) {
      step(agent, random, open);
      if (random.nextInt(20) == 0) {
        seen.add(look(agent));
      }
    }
    chores.stream()
        .filter(chore -> chore.name().equals("audit-checkpoints"))
        .forEach(chore -> chore.work().run());
    assertThat(pieces(agent)).isEqualTo(2);

    // It ended before the checkpoints, is in none of them, and lives again after them.
    var redriven = api.asAdmin("POST", "/api/tasks/" + dead + "/redrive", null);
    assertThat(redriven.status()).as("%s", redriven).isEqualTo(202);
    seen.add(look(agent));
    assertThat(seen.getLast().open()).containsKey(dead);

    assertFoundAgain(agent, seen);
    Superuser.jdbc().update("DELETE FROM audit_checkpoints WHERE agent_id = ?", agent);
    assertFoundAgain(
        agent,
        IntStream.range(0, seen.size())
            .filter(n -> n % 10 == 0 || n == seen.size() - 1)
            .mapToObj(seen::get)
            .toList());
    assertThat(pieces(agent)).isEqualTo(2);
  }

  @Test
  void before_its_first_event_there_is_no_agent_and_the_future_counts_as_now() {
    var before = Instant.now().truncatedTo(ChronoUnit.MICROS);
    var agent = api.provision(Map.of());
    assertThat(asOf(agent, before).status()).isEqualTo(404);
    assertThat(asOf(UUID.randomUUID(), before).status()).isEqualTo(404);
    var late = asOf(agent, before.plus(1, ChronoUnit.DAYS));
    assertThat(late.status()).isEqualTo(200);
    assertThat(Instant.parse(late.text("as_of"))).isBefore(before.plus(1, ChronoUnit.HOURS));
    assertThat(late.body().at("/last_event/type").asString()).isEqualTo("QuotaOpened");
    assertThat(api.asAdmin("GET", "/api/audit/agents/" + agent + "?as_of=once", null).status())
        .isEqualTo(400);
  }

  @Test
  void events_are_listed_page_by_page_as_they_are_stored() {
    var agent = api.provision(Map.of());
    for (var n = 0; n < 3; n++) {
      submit(agent);
    }
    var listed = new ArrayList<JsonNode>();
    var cursor = "";
    do {
      var page =
          api.asAdmin("GET", "/api/audit/agents/" + agent + "/events?limit=3" + cursor, null);
      assertThat(page.status()).as("%s", page).isEqualTo(200);
      page.body().path("items").forEach(listed::add);
      cursor = "&cursor=" + page.text("next_cursor");
    } while (!cursor.equals("&cursor="));

    var stored =
        Superuser.jdbc()
            .queryForList(
                "SELECT * FROM domain_event_entry WHERE agent_id = ? ORDER BY global_index", agent);
    assertThat(listed).hasSameSizeAs(stored);
    for (var i = 0; i < stored.size(); i++) {
      var event = listed.get(i);
      assertThat(event.path("event_id").asString())
          .isEqualTo(stored.get(i).get("event_identifier"));
      assertThat(event.path("position").asLong()).isEqualTo(stored.get(i).get("global_index"));
      assertThat(event.path("payload_type").asString())
          .isEqualTo(stored.get(i).get("payload_type"));
      assertThat(event.path("payload").toString()).isEqualTo(stored.get(i).get("payload"));
    }
    assertThat(
            api.asAdmin("GET", "/api/audit/agents/" + UUID.randomUUID() + "/events", null).status())
        .isEqualTo(404);
  }

  private void step(UUID agent, Random random, List<String> open) {
    switch (open.isEmpty() ? 0 : random.nextInt(6)) {
      case 0, 1 -> {
        var answer = trySubmit(agent);
        if (answer.status() == 202) {
          open.add(answer.text("task_id"));
        }
      }
      case 2 -> give(open.remove(random.nextInt(open.size())), 1, random.nextBoolean());
      case 3 -> limit(agent, 2_000_000 + random.nextInt(1_000));
      default -> complete(open.remove(random.nextInt(open.size())));
    }
  }

  private void limit(UUID agent, int tokens) {
    var limits = Map.of("monthly_token_limit", tokens);
    var answer = api.asAdmin("PUT", "/api/agents/" + agent + "/quota", limits);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }

  private Api.Answer trySubmit(UUID agent) {
    return api.asAgent(
        agent,
        "POST",
        "/api/tasks",
        Map.of(
            "type", "simulate", "estimated_tokens", 10, "payload", Map.of("model", "gpt-4o-mini")));
  }

  private String submit(UUID agent) {
    var answer = trySubmit(agent);
    assertThat(answer.status()).as("%s", answer).isEqualTo(202);
    return answer.text("task_id");
  }

  private void complete(String task) {
    var attempts = "/internal/tasks/" + task + "/attempts";
    api.asWorker("POST", attempts, Map.of("worker_id", "tests"));
    var usage = Map.of("model", "gpt-4o-mini", "input_tokens", 3, "output_tokens", 4);
    api.asWorker("POST", attempts + "/1/complete", Map.of("result", "ok", "usage", usage));
  }

  private void give(String task, int attempt, boolean retryable) {
    var attempts = "/internal/tasks/" + task + "/attempts";
    api.asWorker("POST", attempts, Map.of("worker_id", "tests"));
    api.asWorker(
        "POST",
        attempts + "/" + attempt + "/fail",
        Map.of("error", "as told", "retryable", retryable));
  }

  /**
   * Looks until nothing happened meanwhile: retries go on by themselves. An event bears the time at
   * which its command was handled, and shows a little later, when that has committed.
   */
  private Seen look(UUID agent) {
    while (true) {
      long before = eventsUntil(agent, END);
      var at = Instant.now().truncatedTo(ChronoUnit.MICROS);
      var tasks = new TreeMap<String, JsonNode>();
      for (var status : List.of("queued", "running", "retrying")) {
        api.asAdmin("GET", "/api/agents/" + agent + "/tasks?limit=200&status=" + status, null)
            .body()
            .path("items")
            .forEach(task -> tasks.put(task.path("task_id").asString(), task));
      }
      var state =
          new Seen(
              at, recorded(api.asAdmin("GET", "/api/agents/" + agent, null)), quota(agent), tasks);
      var still = eventsUntil(agent, END) == before;
      // An agent's commands go one after the other: whatever was under way has committed then.
      limit(agent, 3_000_000);
      if (still && eventsUntil(agent, at) == before) {
        events.put(at, before);
        return state;
      }
    }
  }

  /**
   * Without what is counted when it is asked for, and is in the lists of tasks and in the quota.
   */
  private static JsonNode recorded(Api.Answer shown) {
    return ((ObjectNode) shown.body()).without(COUNTED);
  }

  /** Without what memories take, which is counted now and not then. */
  private JsonNode quota(UUID agent) {
    var shown = api.asAdmin("GET", "/api/agents/" + agent + "/quota", null).body();
    return ((ObjectNode) shown).without(List.of("memory"));
  }

  /**
   * Without the moments into which an event came later: a command that waits for its turn bears the
   * time from before it waited, so a slow thread's retry may be older than what was seen. Asked
   * after each answer, since it may come until then.
   */
  private void assertFoundAgain(UUID agent, List<Seen> seen) {
    var found = 0;
    for (var state : seen) {
      var past = past(agent, state.at());
      if (eventsUntil(agent, state.at()) == events.get(state.at())) {
        assertThat(past).isEqualTo(state);
        found++;
      }
    }
    assertThat(found).isGreaterThan(seen.size() / 2);
  }

  private static long eventsUntil(UUID agent, Instant at) {
    return Superuser.count(
        """
        SELECT count(*) FROM domain_event_entry
        WHERE agent_id = ? AND (payload::jsonb ->> 'at')::timestamptz <= ?::timestamptz""",
        agent,
        at.toString());
  }

  private static long pieces(UUID agent) {
    return Superuser.count("SELECT count(*) FROM audit_checkpoints WHERE agent_id = ?", agent);
  }

  private Api.Answer asOf(UUID agent, Instant at) {
    return api.asAdmin("GET", "/api/audit/agents/" + agent + "?as_of=" + at, null);
  }

  private Seen past(UUID agent, Instant at) {
    var answer = asOf(agent, at);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    var tasks = new TreeMap<String, JsonNode>();
    answer
        .body()
        .path("open_tasks")
        .forEach(task -> tasks.put(task.path("task_id").asString(), task));
    return new Seen(at, answer.body().path("agent"), answer.body().path("quota"), tasks);
  }
}
