package com.geniinow.runtime.command.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookReplayed;
import com.geniinow.runtime.platform.problem.Outages;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Where a replay begins, with events of a test's own in temporary tables before the real ones. */
@RuntimeTest
class WebhookRewindTest {
  private static final UUID WEBHOOK = UUID.randomUUID();
  private static final UUID ENTITY = UUID.randomUUID();
  private static final Instant BEGAN = Instant.parse("2026-03-01T00:00:00Z");

  @Autowired WebhookRewindTable rewinds;

  @Autowired
  @Qualifier(StoreConfiguration.SYSTEM) JdbcClient system;

  @Autowired
  @Qualifier(StoreConfiguration.SYSTEM) DataSource source;

  private TransactionTemplate transactions;

  private record Event(long index, Instant at) {}

  @BeforeEach
  void prepare() {
    transactions = new TransactionTemplate(new JdbcTransactionManager(source));
  }

  @Test
  void each_agent_begins_with_its_first_event_of_that_time_though_clocks_differ() {
    var chance = new Random(20_260_301);
    transactions.executeWithoutResult(
        transaction -> {
          transaction.setRollbackOnly();
          tables();
          List<UUID> agents = new ArrayList<>();
          List<List<Event>> events = new ArrayList<>();
          for (int n = 0; n < 120; n++) { // more than a page of them
            agents.add(UUID.randomUUID());
            events.add(events(chance, n == 0 ? 0 : chance.nextInt(60)));
            insert(agents.get(n), events.get(n));
          }
          for (int hours : List.of(-1, 0, 1, 7, 20, 33, 47, 48, 60)) {
            var from = BEGAN.plus(Duration.ofHours(hours)).plusMillis(chance.nextInt(3_600_000));
            system.sql("DELETE FROM webhook_lanes").update();
            rewinds.rewind(replayed(from), Instant.now());
            for (int n = 0; n < agents.size(); n++) {
              assertThat(lane(agents.get(n)))
                  .as("agent %d from %s: %s", n, from, events.get(n))
                  .isEqualTo(expected(events.get(n), from));
            }
          }
        });
  }

  @Test
  void what_is_further_on_goes_back_and_what_was_to_be_tried_again_has_its_turn_anew() {
    transactions.executeWithoutResult(
        transaction -> {
          transaction.setRollbackOnly();
          tables();
          var agent = UUID.randomUUID();
          insert(
              agent, List.of(new Event(10, BEGAN), new Event(20, BEGAN.plus(Duration.ofHours(1)))));
          system
              .sql(
                  """
                  INSERT INTO webhook_lanes
                    (lane_id, webhook_id, agent_id, entity_id, position, wanted, next_at)
                  VALUES (?, ?, ?, ?, 10, 20, now())""")
              .params(WebhookTapTable.lane(WEBHOOK, agent), WEBHOOK, agent, ENTITY)
              .update();
          for (var status : List.of("retrying", "delivered")) {
            system
                .sql(
                    """
                    INSERT INTO webhook_deliveries
                      (lane_id, event_id, webhook_id, agent_id, entity_id, type, status, tries,
                       happened_at, first_try_at, last_try_at)
                    VALUES (?, gen_random_uuid(), ?, ?, ?, 'x', ?, 1, now(), now(), now())""")
                .params(WebhookTapTable.lane(WEBHOOK, agent), WEBHOOK, agent, ENTITY, status)
                .update();
          }
          rewinds.rewind(replayed(BEGAN), Instant.now());
          assertThat(
                  system
                      .sql(
                          "SELECT rewind_to || ' ' || position || ' ' || wanted FROM webhook_lanes")
                      .query(String.class)
                      .single())
              .isEqualTo("9 10 20");
          assertThat(system.sql("SELECT status FROM webhook_deliveries").query(String.class).list())
              .containsExactly("delivered");
        });
  }

  @Test
  void one_that_the_database_has_no_time_for_is_no_outage_which_would_be_tried_for_ever()
      throws Exception {
    var agent = UUID.randomUUID();
    try (var other = source.getConnection();
        var insert =
            other.prepareStatement(
                """
                INSERT INTO webhook_lanes
                  (lane_id, webhook_id, agent_id, entity_id, position, wanted)
                VALUES (?, ?, ?, ?, 10, 10)""")) {
      other.setAutoCommit(false); // whoever writes the same row waits
      insert.setObject(1, WebhookTapTable.lane(WEBHOOK, agent));
      insert.setObject(2, WEBHOOK);
      insert.setObject(3, agent);
      insert.setObject(4, ENTITY);
      insert.executeUpdate();
      transactions.executeWithoutResult(
          transaction -> {
            transaction.setRollbackOnly();
            sources();
            insert(agent, List.of(new Event(10, BEGAN)));
            system.sql("SET LOCAL statement_timeout = 300").update();
            assertThatThrownBy(() -> rewinds.rewind(replayed(BEGAN), Instant.now()))
                .isInstanceOf(IllegalStateException.class)
                .satisfies(e -> assertThat(Outages.isOutage(e)).isFalse())
                .satisfies(e -> assertThat(Outages.isOutage(e.getSuppressed()[0])).isTrue());
          });
      other.rollback();
    }
  }

  private static WebhookReplayed replayed(Instant from) {
    return new WebhookReplayed(ENTITY, WEBHOOK, from, "admin", Instant.now());
  }

  /** In front of the real ones. */
  private void tables() {
    for (var table : List.of("webhook_lanes", "webhook_deliveries")) {
      system
          .sql(
              "CREATE TEMPORARY TABLE %1$s (LIKE public.%1$s INCLUDING ALL) ON COMMIT DROP"
                  .formatted(table))
          .update();
    }
    sources();
  }

  private void sources() {
    for (var sql :
        List.of(
            "CREATE TEMPORARY TABLE agents (agent_id uuid, entity_id uuid) ON COMMIT DROP",
            """
            CREATE TEMPORARY TABLE domain_event_entry
              (agent_id uuid, global_index bigint, time_stamp text) ON COMMIT DROP""",
            "CREATE INDEX ON domain_event_entry (agent_id, global_index)",
            """
            CREATE TEMPORARY TABLE webhook_taps
              (webhook_id uuid, agent_id uuid, entity_id uuid, of_entity uuid) ON COMMIT DROP""")) {
      system.sql(sql).update();
    }
    system
        .sql("INSERT INTO webhook_taps VALUES (?, ?, ?, ?)")
        .params(WEBHOOK, ENTITY, ENTITY, ENTITY)
        .update();
  }

  /** In about the order of their times, of two days. */
  private static List<Event> events(Random chance, int number) {
    List<Event> events = new ArrayList<>();
    long index = 1 + chance.nextInt(50);
    var at = BEGAN;
    for (int n = 0; n < number; n++) {
      at = at.plusSeconds(chance.nextInt(2 * 2 * 24 * 3_600 / number));
      events.add(new Event(index, at.plusSeconds(chance.nextInt(-60, 60))));
      index += 1 + chance.nextInt(chance.nextInt(10) == 0 ? 1_000_000 : 10);
    }
    return events;
  }

  private void insert(UUID agent, List<Event> events) {
    system.sql("INSERT INTO agents VALUES (?, ?)").params(agent, ENTITY).update();
    for (var event : events) {
      system
          .sql("INSERT INTO domain_event_entry VALUES (?, ?, ?)")
          .params(agent, event.index(), event.at().toString())
          .update();
    }
  }

  private static Optional<String> expected(List<Event> events, Instant from) {
    return events.stream()
        .filter(event -> !event.at().isBefore(from))
        .findFirst()
        .map(event -> event.index() - 1 + " " + events.getLast().index());
  }

  private Optional<String> lane(UUID agent) {
    return system
        .sql("SELECT position || ' ' || wanted FROM webhook_lanes WHERE lane_id = ?")
        .param(WebhookTapTable.lane(WEBHOOK, agent))
        .query(String.class)
        .optional();
  }
}
