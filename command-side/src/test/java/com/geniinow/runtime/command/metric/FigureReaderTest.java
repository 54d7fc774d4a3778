package com.geniinow.runtime.command.metric;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestDataKeys;
import com.geniinow.runtime.command.metric.Reading.OfOne;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** However many agents there are, only so many figures are read and shown. */
@RuntimeTest
class FigureReaderTest {
  private static final double DAY = Duration.ofDays(1).toSeconds();

  @LocalServerPort int port;
  @Autowired FigureReader reader;

  @Test
  void only_the_highest_figures_are_read() {
    var api = new Api(port);
    for (var tasks = 1; tasks <= 4; tasks++) {
      var agent = api.provision(Map.of());
      for (var n = 0; n < tasks; n++) {
        var task = Map.of("type", "simulate", "estimated_tokens", 1);
        assertThat(api.asAgent(agent, "POST", "/api/tasks", task).status()).isEqualTo(202);
      }
    }
    var reading = reader.read(3);
    for (var figures : List.of(reading.queues(), reading.tokens(), reading.storage())) {
      assertThat(figures)
          .hasSize(3)
          .isSortedAccordingTo(Comparator.comparingDouble(OfOne::figure).reversed());
    }
    assertThat(reading.queues().getFirst().figure()).isGreaterThanOrEqualTo(4);
    assertThat(reading.openTasks()).isGreaterThanOrEqualTo(10);
    assertThat(reading.processorLag()).extracting(OfOne::name).contains("alerts");
  }

  @Test
  void an_erasure_that_comes_to_no_end_is_seen_by_its_age_unless_a_hold_stops_it() {
    TestDataKeys.SHARED.use(true);
    var api = new Api(port);
    var entity = UUID.randomUUID();
    var agent = api.provision(Map.of("entity_id", entity));
    var hold = "/api/entities/" + entity + "/legal-hold";
    try {
      erase(api, agent);
      Superuser.jdbc()
          .update(
              "UPDATE erasures SET started_at = started_at - interval '9 days' WHERE agent_id = ?",
              agent);
      assertThat(reader.read(1).erasureAge()).isGreaterThanOrEqualTo(9 * DAY);

      assertThat(api.asAdmin("POST", hold, Map.of("reason", "case 7")).status()).isEqualTo(200);
      assertThat(reader.read(1).erasureAge()).isLessThan(9 * DAY).isNotNegative();

      // As after a restore: what the hold would keep can't be read any more, so it goes on.
      Superuser.jdbc()
          .update(
              "INSERT INTO sealing_keys.destroyed (agent_id, through, destroyed_at)"
                  + " VALUES (?, 'infinity', '2026-05-03T10:00:00Z')",
              agent);
      assertThat(reader.read(1).erasureAge()).isGreaterThanOrEqualTo(9 * DAY);

      assertThat(api.asAdmin("DELETE", hold, null).status()).isEqualTo(204);
      assertThat(reader.read(1).erasureAge()).isGreaterThanOrEqualTo(9 * DAY);
    } finally {
      TestDataKeys.SHARED.use(false);
      Superuser.forget(agent);
      Superuser.jdbc().execute("DROP TRIGGER IF EXISTS test_stuck ON erasure_runs");
    }
    Replayed.assertLiveEqualsReplay(api);
  }

  /** No step of it is ever counted as done. */
  private static void erase(Api api, UUID agent) {
    Superuser.jdbc()
        .execute(
            """
            CREATE OR REPLACE FUNCTION test_stuck() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'stuck'; END $$;
            CREATE TRIGGER test_stuck BEFORE UPDATE ON erasure_runs FOR EACH ROW
            EXECUTE FUNCTION test_stuck()\
            """);
    var path = "/api/agents/" + agent;
    var ended = api.asAdmin("POST", path + "/terminate", Map.of("reason", "asked for"));
    assertThat(ended.status()).as("%s", ended).isEqualTo(200);
    var begun = api.asAdmin("POST", path + "/erase", Map.of("reason", "asked for"));
    assertThat(begun.status()).as("%s", begun).isEqualTo(202);
  }
}
