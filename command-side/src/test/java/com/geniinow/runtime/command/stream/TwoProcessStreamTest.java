package com.geniinow.runtime.command.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.SecondProcess;
import com.geniinow.runtime.command.testing.EventStream;
import com.geniinow.runtime.command.testing.TaskClient;
import com.geniinow.runtime.platform.security.JwtMinter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two processes write; a stream of either has all of it, in the order of the store. */
@RuntimeTest
class TwoProcessStreamTest {
  private static final Duration TTL = Duration.ofHours(1);
  private static final JwtMinter MINTER = new JwtMinter(RuntimeTest.SECRET, Clock.systemUTC());
  private static SecondProcess second;

  @LocalServerPort int port;

  @Autowired
  @org.springframework.beans.factory.annotation.Qualifier("system") JdbcClient system;

  private List<Api> both;

  @BeforeAll
  static void startSecond() {
    second = SecondProcess.start();
  }

  @AfterAll
  static void stopSecond() {
    second.close();
  }

  @BeforeEach
  void clients() {
    both = List.of(new Api(port), second.api());
  }

  @Test
  void whoever_writes_a_stream_has_each_event_once_in_the_order_of_the_store() throws Exception {
    var entity = UUID.randomUUID();
    List<UUID> agents = new ArrayList<>();
    for (int n = 0; n < 6; n++) {
      agents.add(both.get(0).provision(Map.of("entity_id", entity)));
    }
    var founder = MINTER.founder("ann", entity, TTL);
    try (var here = EventStream.open(both.get(0), "/api/stream", founder);
        var there = EventStream.open(both.get(1), "/api/stream", founder)) {
      Parallel.all(
          120,
          n -> {
            var body = Map.of("type", "simulate", "estimated_tokens", n % 7 == 6 ? -1 : 1);
            return both.get(n % 2).asAgent(agents.get(n % 6), "POST", "/api/tasks", body).status();
          });
      var stored = stored(entity);
      for (var stream : List.of(here, there)) {
        stream.awaitEvents(stored.size());
        assertThat(stream.events())
            .extracting(event -> event.text("event_id"))
            .containsExactlyElementsOf(stored);
      }
      // What one process gave out the other one takes.
      var middle = here.events().get(stored.size() / 2).id();
      try (var moved = EventStream.open(both.get(1), "/api/stream", founder, middle)) {
        moved.awaitEvents(stored.size() - stored.size() / 2 - 1);
        assertThat(moved.events())
            .extracting(event -> event.text("event_id"))
            .containsExactlyElementsOf(stored.subList(stored.size() / 2 + 1, stored.size()));
      }
    }
  }

  @Test
  void a_key_that_one_process_revokes_ends_the_streams_of_the_other() throws Exception {
    var agent = both.get(0).provision(Map.of());
    var key = both.get(0).createKey(agent);
    var path = "/api/agents/" + agent + "/stream";
    try (var stream = EventStream.open(both.get(1), path, key.text("key"))) {
      both.get(0).asAdmin("DELETE", "/api/agents/" + agent + "/keys/" + key.text("key_id"), null);
      await().atMost(TaskClient.SOON).until(stream::isEnded);
    }
  }

  private List<String> stored(UUID entity) {
    return system
        .sql(
            """
            SELECT event_identifier FROM domain_event_entry
            WHERE entity_id = ? AND payload_type LIKE '%TaskSubmitted' ORDER BY global_index""")
        .param(entity)
        .query(String.class)
        .list();
  }
}
