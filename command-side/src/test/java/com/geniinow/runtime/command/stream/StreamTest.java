package com.geniinow.runtime.command.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.testing.EventStream;
import com.geniinow.runtime.command.testing.TaskClient;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.JwtMinter;
import com.geniinow.runtime.platform.security.Role;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockHttpServletRequest;

/** Streams over HTTP, on one process. */
@RuntimeTest
class StreamTest {
  private static final Duration TTL = Duration.ofHours(1);
  private static final JwtMinter MINTER = new JwtMinter(RuntimeTest.SECRET, Clock.systemUTC());

  @Autowired TaskClient tasks;
  @Autowired Streams streams;
  @Autowired StreamService service;
  @Autowired StreamSettings settings;

  @AfterEach
  void nothingIsLeftOpen() {
    await().atMost(TaskClient.SOON).until(() -> streams.open() == 0);
  }

  @Test
  void an_agent_hears_of_its_tasks_in_their_order_and_of_no_payload() throws Exception {
    var agent = tasks.agent();
    tasks.submit(agent); // before: not heard of
    try (var stream = open(agent)) {
      var answer = tasks.trySubmit(agent, Map.of("payload", Map.of("result", "secret-payload")));
      var task = UUID.fromString(answer.text("task_id"));
      tasks.fail(task, tasks.start(task), true, 1);
      tasks.awaitStatus(task, "queued");
      tasks.complete(task, tasks.start(task));

      stream.awaitTypes(
          "task.submitted", "task.started", "task.retrying", "task.started", "task.completed");
      assertThat(stream.events())
          .extracting(event -> event.text("status"))
          .containsExactly("queued", "running", "retrying", "running", "completed");
      assertThat(stream.events())
          .allSatisfy(
              event -> {
                assertThat(event.data().propertyNames())
                    .containsExactly("event_id", "type", "agent_id", "task_id", "at", "status");
                assertThat(event.text("type")).isEqualTo(event.event());
                assertThat(event.text("agent_id")).isEqualTo(agent.toString());
                assertThat(event.text("task_id")).isEqualTo(task.toString());
                assertThat(event.data().toString()).doesNotContain("secret-payload", "boom");
              });
      var ledger =
          tasks.api.asAdmin("GET", "/api/agents/" + agent + "/ledger?limit=200", null).body();
      assertThat(ledger.toString()).contains(stream.events().getLast().text("event_id"));
      assertThat(stream.response().headers().firstValue("Content-Type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
      assertThat(stream.response().headers().firstValue("X-Accel-Buffering")).hasValue("no");
    }
  }

  @Test
  void every_kind_of_event_is_told_of() throws Exception {
    var agent = tasks.agent();
    try (var stream = open(agent)) {
      tasks.api.asAdmin(
          "PUT", "/api/agents/" + agent + "/quota", Map.of("monthly_token_limit", 300));
      tasks.trySubmit(agent, Map.of("estimated_tokens", 301));
      var later = id(tasks.trySubmit(agent, Map.of("delay_seconds", 900)));
      tasks.cancel(agent, later);
      var unsure = tasks.trySubmit(agent, Map.of("approval", "required"));
      tasks.api.asAdmin(
          "POST",
          "/api/tasks/" + id(unsure) + "/deny",
          Map.of("payload_sha256", tasks.view(id(unsure)).text("payload_sha256")));
      tasks.deadTask(agent);

      stream.awaitTypes(
          "quota.changed",
          "quota.refused",
          "task.scheduled",
          "task.cancelled",
          "task.approval_required",
          "task.denied",
          "task.submitted",
          "task.started",
          "task.dead_lettered");
      assertThat(stream.events().getFirst().data().path("task_id").isNull()).isTrue();
      assertThat(stream.events().getFirst().data().path("status").isNull()).isTrue();
    }
  }

  @Test
  void it_goes_on_behind_the_last_id_without_a_gap() throws Exception {
    var agent = tasks.agent();
    var path = path(agent);
    List<UUID> submitted = new ArrayList<>();
    String from;
    try (var stream = open(agent)) {
      from = stream.lastId();
      for (int n = 0; n < 3; n++) {
        submitted.add(tasks.submit(agent));
      }
      stream.awaitEvents(3);
    }
    for (int n = 0; n < 40; n++) {
      submitted.add(tasks.submit(agent));
    }
    try (var again = EventStream.open(tasks.api, path, token(agent), from)) {
      submitted.add(tasks.submit(agent));
      var heard = again.awaitEvents(submitted.size());
      assertThat(heard)
          .extracting(event -> event.text("task_id"))
          .containsExactlyElementsOf(submitted.stream().map(UUID::toString).toList());
      var middle = heard.get(20).id();
      try (var third = EventStream.open(tasks.api, path, token(agent), middle)) {
        assertThat(third.awaitEvents(submitted.size() - 21).getFirst().text("task_id"))
            .isEqualTo(submitted.get(21).toString());
      }
    }
  }

  @Test
  void an_id_that_was_not_given_out_is_refused() throws Exception {
    var agent = tasks.agent();
    for (var id : new String[] {"1", "x".repeat(22), UUID.randomUUID().toString()}) {
      assertThat(EventStream.status(tasks.api, path(agent), token(agent), id)).isEqualTo(400);
    }
  }

  @Test
  void comments_come_while_nothing_happens_and_bear_how_far_it_is() throws Exception {
    var quiet = tasks.agent();
    var busy = tasks.agent();
    try (var stream = open(quiet)) {
      var first = stream.lastId();
      tasks.submit(busy);
      await()
          .atMost(TaskClient.SOON)
          .until(() -> stream.comments().size() > 2 && !stream.lastId().equals(first));
      assertThat(stream.events()).isEmpty();
    }
  }

  @Test
  void nothing_is_passed_on_before_an_older_write_has_ended() throws Exception {
    var slow = tasks.agent();
    var quick = tasks.agent();
    try (var stream = EventStream.open(tasks.api, "/api/stream", tasks.api.adminToken());
        var held = Superuser.jdbc().getDataSource().getConnection()) {
      held.setAutoCommit(false);
      try (var draw = held.createStatement()) {
        // As an older transaction that has drawn its number and not ended.
        draw.execute("LOCK TABLE domain_event_entry IN ROW EXCLUSIVE MODE");
        draw.execute(
            "SELECT nextval(pg_get_serial_sequence('domain_event_entry', 'global_index'))");
      }
      var one = tasks.submit(slow);
      var two = tasks.submit(quick);
      await()
          .during(Duration.ofSeconds(1))
          .atMost(Duration.ofSeconds(10))
          .until(() -> of(stream, one).isEmpty() && of(stream, two).isEmpty());
      held.rollback();
      await().atMost(TaskClient.SOON).until(() -> of(stream, two).size() == 1);
      assertThat(of(stream, one)).hasSize(1);
    }
  }

  @Test
  void a_founder_hears_of_its_entity_and_of_no_other() throws Exception {
    var entity = UUID.randomUUID();
    var own = tasks.api.provision(Map.of("entity_id", entity));
    var other = tasks.agent();
    var founder = MINTER.founder("ann", entity, TTL);
    try (var all = EventStream.open(tasks.api, "/api/stream", founder);
        var named = EventStream.open(tasks.api, "/api/stream?entity_id=" + entity, founder);
        var admins =
            EventStream.open(
                tasks.api, "/api/stream?entity_id=" + entity, tasks.api.adminToken())) {
      tasks.submit(other);
      var task = tasks.submit(own);
      for (var stream : List.of(all, named, admins)) {
        assertThat(stream.awaitEvents(1).getFirst().text("task_id")).isEqualTo(task.toString());
        assertThat(stream.events()).hasSize(1);
      }
      try (var again =
          EventStream.open(tasks.api, "/api/stream", founder, all.events().getFirst().id())) {
        var next = tasks.submit(own);
        assertThat(again.awaitEvents(1).getFirst().text("task_id")).isEqualTo(next.toString());
      }
    }
    var strange = "/api/stream?entity_id=" + UUID.randomUUID();
    assertThat(EventStream.status(tasks.api, strange, founder, null)).isEqualTo(403);
    assertThat(EventStream.status(tasks.api, path(other), founder, null)).isEqualTo(403);
    assertThat(EventStream.status(tasks.api, path(own), token(other), null)).isEqualTo(403);
    assertThat(EventStream.status(tasks.api, "/api/stream", token(own), null)).isEqualTo(403);
    assertThat(EventStream.status(tasks.api, path(UUID.randomUUID()), tasks.api.adminToken(), null))
        .isEqualTo(404);
  }

  @Test
  void it_ends_when_its_token_does() throws Exception {
    var agent = tasks.agent();
    var brief = MINTER.mint(Role.AGENT, agent.toString(), null, Duration.ofSeconds(3));
    try (var stream = EventStream.open(tasks.api, path(agent), brief);
        var other = open(agent)) {
      stream.awaitEnd();
      assertThat(other.isEnded()).isFalse();
    }
  }

  @Test
  void it_ends_when_its_token_or_key_is_taken_back_and_others_do_not() throws Exception {
    var agent = tasks.agent();
    var one = tasks.api.createKey(agent, "read");
    var two = tasks.api.createKey(agent);
    var why = Map.of("reason", "lost");
    try (var byToken = open(agent);
        var first = EventStream.open(tasks.api, path(agent), one.text("key"));
        var second = EventStream.open(tasks.api, path(agent), two.text("key"))) {
      tasks.api.asAdmin("DELETE", "/api/agents/" + agent + "/keys/" + one.text("key_id"), null);
      first.awaitEnd();
      tasks.api.asAdmin("POST", "/api/agents/" + agent + "/revoke-tokens", why);
      byToken.awaitEnd();
      assertThat(second.isEnded()).isFalse();

      tasks.api.asAdmin(
          "POST",
          "/api/agents/" + agent + "/keys/" + two.text("key_id") + "/rotate",
          Map.of("overlap_seconds", 1));
      second.awaitEnd();
    }
    var sub = "ann-" + UUID.randomUUID();
    try (var admins = EventStream.open(tasks.api, "/api/stream", MINTER.admin(sub, TTL))) {
      tasks.api.asAdmin("POST", "/api/subjects/" + sub + "/revoke-tokens", why);
      admins.awaitEnd();
    }
  }

  @Test
  void a_key_without_the_scope_hears_nothing() throws Exception {
    var agent = tasks.agent();
    var key = tasks.api.createKey(agent, "tasks").text("key");
    assertThat(EventStream.status(tasks.api, path(agent), key, null)).isEqualTo(403);
  }

  @Test
  void a_caller_has_so_many_open_and_one_more_is_told_when_to_come_again() throws Exception {
    var agent = tasks.agent();
    var caller = new Caller(Role.AGENT, agent.toString(), null);
    List<Thread> serving = new ArrayList<>();
    for (int n = 1; n < settings.perCaller(); n++) {
      var listener = new StalledResponse();
      listener.goOn();
      serving.add(Thread.ofVirtual().start(() -> serve(caller, Heard.agent(agent), listener)));
      listener.awaitBegin();
    }
    try (var last = open(agent)) {
      var refused = tasks.api.asAgent(agent, "GET", path(agent), null);
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.text("reason")).isEqualTo("rate_limited");
      assertThat(refused.headers()).containsKey("retry-after");
      try (var others = open(tasks.agent())) {
        assertThat(others.isEnded()).isFalse();
      }
      assertThat(last.isEnded()).isFalse();
    } finally {
      serving.forEach(Thread::interrupt);
      for (var thread : serving) {
        thread.join();
      }
    }
    await().atMost(TaskClient.SOON).until(() -> streams.open() == 0);
    open(agent).close();
  }

  @Test
  void a_client_that_does_not_read_slows_nobody_and_misses_nothing() throws Exception {
    var agent = tasks.agent();
    var caller = new Caller(Role.AGENT, agent.toString(), null);
    var stalled = new StalledResponse();
    var serving = Thread.ofVirtual().start(() -> serve(caller, Heard.agent(agent), stalled));
    stalled.awaitBegin();
    try (var quick = open(agent)) {
      int each = OpenStream.MOST / 16 + 4;
      int all = 8 * 2 * each;
      Parallel.all(8, n -> submitAndCancel(agent, each));
      var heard = quick.awaitEvents(all);
      assertThat(stalled.eventIds()).isEmpty();

      stalled.goOn();
      var expected = heard.stream().map(event -> event.text("event_id")).toList();
      await()
          .atMost(TaskClient.SOON)
          .untilAsserted(() -> assertThat(stalled.eventIds()).isEqualTo(expected));
      var next = tasks.submit(agent);
      quick.awaitEvents(all + 1);
      await().atMost(TaskClient.SOON).until(() -> stalled.eventIds().size() == all + 1);
      assertThat(tasks.status(next)).isEqualTo("queued");
    } finally {
      serving.interrupt();
      serving.join();
    }
  }

  @Test
  void a_thousand_of_them_are_fed_by_one_reader() throws Exception {
    var entity = UUID.randomUUID();
    var agent = tasks.api.provision(Map.of("entity_id", entity));
    List<StalledResponse> listeners = new ArrayList<>();
    List<Thread> serving = new ArrayList<>();
    for (int n = 0; n < 1_000; n++) {
      var caller = new Caller(Role.FOUNDER, "founder-" + n, entity);
      var listener = new StalledResponse();
      listener.goOn();
      listeners.add(listener);
      serving.add(Thread.ofVirtual().start(() -> serve(caller, Heard.of(caller, null), listener)));
    }
    for (var listener : listeners) {
      listener.awaitBegin();
    }
    assertThat(streams.open()).isEqualTo(1_000);
    var task = tasks.submit(agent);
    var other = tasks.submit(tasks.agent());
    try {
      for (var listener : listeners) {
        await()
            .pollDelay(Duration.ZERO)
            .atMost(TaskClient.SOON)
            .until(() -> listener.eventIds().size() == 1);
      }
      assertThat(listeners.stream().flatMap(one -> one.eventIds().stream()).distinct()).hasSize(1);
      assertThat(listeners.getFirst().taskIds())
          .containsExactly(task.toString())
          .doesNotContain(other.toString());
    } finally {
      serving.forEach(Thread::interrupt);
      for (var thread : serving) {
        thread.join();
      }
    }
  }

  private void serve(Caller caller, Heard heard, StalledResponse response) {
    try {
      service.serve(caller, heard, null, new MockHttpServletRequest(), response);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int submitAndCancel(UUID agent, int times) {
    for (int n = 0; n < times; n++) {
      assertThat(tasks.cancel(agent, tasks.submit(agent)).status()).isEqualTo(200);
    }
    return times;
  }

  @Test
  void head_is_answered_without_a_stream() throws Exception {
    var agent = tasks.agent();
    assertThat(tasks.api.asAgent(agent, "HEAD", path(agent), null).status()).isEqualTo(200);
  }

  private EventStream open(UUID agent) throws Exception {
    return EventStream.open(tasks.api, path(agent), token(agent));
  }

  private static String path(UUID agent) {
    return "/api/agents/" + agent + "/stream";
  }

  private static String token(UUID agent) {
    return MINTER.agent(agent, TTL);
  }

  private static UUID id(Api.Answer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(202);
    return UUID.fromString(answer.text("task_id"));
  }

  private static List<EventStream.Event> of(EventStream stream, UUID task) {
    return stream.events().stream()
        .filter(event -> event.text("task_id").equals(task.toString()))
        .toList();
  }
}
