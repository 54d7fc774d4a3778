package com.geniinow.runtime.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Schedules, by the clock on the wall. */
class SchedulesAcceptanceTest {
  private static final Map<String, Object> QUICK =
      Map.of("type", "simulate", "estimated_tokens", 10, "labels", Map.of("of", "schedule"));
  private static final Duration TWO_MINUTES = Duration.ofMinutes(2);

  @Test
  void a_run_happens_once_at_its_minute_and_one_that_does_not_is_in_the_ledger() throws Exception {
    var works = TestAgent.provision(Map.of());
    var rests = TestAgent.provision(Map.of());
    var schedule = create(works, with("cron", "* * * * *", "zone", "Asia/Tokyo"));
    var due = Instant.parse(schedule.body().path("next_runs").path(0).asString());
    create(rests, with("cron", "* * * * *"));
    assertThat(
            Caller.admin()
                .post("/api/agents/" + rests.id() + "/suspend", Map.of("reason", "test"))
                .status())
        .isEqualTo(200);

    var id = schedule.text("schedule_id");
    var task = version5(UUID.fromString(id), due.toString()).toString();
    await()
        .atMost(TWO_MINUTES)
        .until(() -> works.token().get("/api/tasks/" + task).status() == 200);
    var done = works.awaitTask(task, "completed");
    assertThat(done.text("schedule_id")).isEqualTo(id);
    assertThat(Instant.parse(done.text("created_at"))).isBetween(due, due.plusSeconds(30));
    var runs = "/api/agents/" + works.id() + "/tasks?label.of=schedule&created_to=";
    assertThat(works.token().get(runs + due.plusSeconds(59)).body().path("items").size())
        .isEqualTo(1);

    await()
        .atMost(TWO_MINUTES)
        .untilAsserted(
            () -> assertThat(ledger(rests)).contains("schedule_skipped", "agent_not_active"));
    assertThat(works.token().delete(path(works) + "/" + id).status()).isEqualTo(204);
    assertThat(works.token().get(path(works)).body().path("items").size()).isZero();
  }

  private static String ledger(TestAgent agent) {
    return Caller.admin().get("/api/agents/" + agent.id() + "/ledger?limit=200").body().toString();
  }

  @Test
  void it_is_due_by_the_clock_of_its_zone_and_rests_while_it_is_paused() {
    var agent = TestAgent.provision(Map.of());
    var schedule = create(agent, with("cron", "30 2 * * SUN", "zone", "Europe/Berlin"));
    var runs = schedule.body().path("next_runs").valueStream().map(n -> n.asString()).toList();
    assertThat(runs).hasSize(5);
    var zone = ZoneId.of("Europe/Berlin");
    var rules = zone.getRules();
    for (var run : runs) {
      var local = Instant.parse(run).atZone(zone);
      // 03:00 on the one Sunday of the year that has no 02:30
      var is = local.getHour() + ":" + local.getMinute();
      assertThat(is).isIn("2:30", "3:0");
      assertThat(is.equals("3:0"))
          .isEqualTo(
              rules.getTransition(local.toLocalDate().atTime(2, 30)) != null
                  && rules.getTransition(local.toLocalDate().atTime(2, 30)).isGap());
    }
    var one = path(agent) + "/" + schedule.text("schedule_id");
    assertThat(agent.token().post(one + "/pause", Map.of()).text("status")).isEqualTo("paused");
    assertThat(agent.token().get(one).body().path("next_runs").size()).isZero();
    var resumed = agent.token().post(one + "/resume", Map.of());
    assertThat(resumed.body().path("next_runs")).isEqualTo(schedule.body().path("next_runs"));
  }

  @Test
  void it_is_its_agent_s_and_its_administrator_s_and_founders_see_it() {
    var agent = TestAgent.provision(Map.of());
    var other = TestAgent.provision(Map.of());
    var one = path(agent) + "/" + create(agent, with("cron", "0 0 1 1 *")).text("schedule_id");
    assertThat(Caller.founder(agent.entityId()).get(one).status()).isEqualTo(200);
    assertThat(Caller.founder(agent.entityId()).delete(one).status()).isEqualTo(403);
    for (var stranger : List.of(other.token(), Caller.founder(other.entityId()))) {
      assertThat(stranger.get(one).status()).isEqualTo(403);
      assertThat(stranger.post(one + "/pause", Map.of()).status()).isEqualTo(403);
    }
    var twice = Caller.admin().post(path(agent), with("cron", "0 0 1 2 *"));
    assertThat(twice.status()).as("%s", twice.body()).isEqualTo(201);
    assertThat(agent.token().get(path(agent)).body().path("items").size()).isEqualTo(2);
  }

  @Test
  void what_can_not_be_is_refused_when_it_is_made() {
    var agent = TestAgent.provision(Map.of());
    for (var wrong :
        List.of(
            with("cron", "0 0 30 2 *"),
            with("cron", "@daily"),
            with("cron", "0 0 * * *", "zone", "UTC+2"),
            with("cron", "0 0 * * *", "overlap", "both"),
            with("cron", "0 0 * * *", "task", Map.of("type", "nothing")))) {
      var answer = agent.token().post(path(agent), wrong);
      assertThat(answer.status()).as("%s", wrong).isEqualTo(400);
      assertThat(answer.text("reason")).isEqualTo("invalid_request");
    }
  }

  private static Answer create(TestAgent agent, Map<String, Object> body) {
    var answer = agent.token().post(path(agent), body);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
    return answer;
  }

  private static String path(TestAgent agent) {
    return "/api/agents/" + agent.id() + "/schedules";
  }

  private static Map<String, Object> with(Object... more) {
    Map<String, Object> body = new HashMap<>(Map.of("task", QUICK));
    for (var i = 0; i < more.length; i += 2) {
      body.put(more[i].toString(), more[i + 1]);
    }
    return body;
  }

  /** As RFC 9562 has it: whoever knows schedule and moment knows the task. */
  private static UUID version5(UUID space, String name) throws Exception {
    var sha1 = MessageDigest.getInstance("SHA-1");
    var id = ByteBuffer.allocate(16);
    id.putLong(space.getMostSignificantBits()).putLong(space.getLeastSignificantBits());
    sha1.update(id.array());
    var hash = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
    return new UUID(
        (hash.getLong() & ~0xF000L) | 0x5000L,
        (hash.getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L);
  }
}
