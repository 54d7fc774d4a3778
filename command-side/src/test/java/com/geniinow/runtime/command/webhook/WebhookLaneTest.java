package com.geniinow.runtime.command.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.command.testing.TaskClient;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Who may write what of a lane, and when. */
@RuntimeTest
class WebhookLaneTest {
  @Autowired TaskClient tasks;
  @Autowired WebhookLaneTable lanes;
  @Autowired LaneRun run;

  @Autowired
  @Qualifier(StoreConfiguration.SYSTEM) DataSource source;

  private TestReceiver receiver;
  private Hooks hooks;

  @BeforeEach
  void listen() throws Exception {
    receiver = new TestReceiver();
    hooks = new Hooks(tasks.api);
  }

  @AfterEach
  void close() {
    hooks.close();
    receiver.close();
  }

  @Test
  void who_lost_its_lease_notes_nothing_of_what_it_tried() throws Exception {
    var agent = tasks.agent();
    var hook = hooks.of(agent, receiver.url("/a"), List.of("task.submitted"));
    tasks.submit(agent);
    await().atMost(TaskClient.SOON).until(() -> hooks.deliveries(hook).containsValue("delivered"));
    receiver.answers(call -> 500);

    run.run(lane(hook.text("webhook_id"), agent), () -> false);

    assertThat(receiver.calls("/a")).hasSize(2);
    assertThat(hooks.deliveries(hook)).hasSize(1).containsValue("delivered");
    assertThat(
            tasks.api.asAdmin("GET", Hooks.path(hook), null).body().path("failing_since").isNull())
        .isTrue();
  }

  @Test
  void a_process_that_ends_begins_no_other_event() throws Exception {
    var agent = tasks.agent();
    var hook = hooks.of(agent, receiver.url("/a"), List.of("task.submitted"));
    for (int n = 0; n < 5; n++) {
      tasks.submit(agent);
    }
    receiver.awaitCalls("/a", 5);
    var asked = new AtomicInteger();

    // Held by nobody else: as the calls are good, each would be followed by the next.
    var lane = leased(hook.text("webhook_id"), agent);
    run.run(lane, () -> asked.incrementAndGet() > 2);

    assertThat(asked).hasValueLessThan(6);
    await().atMost(TaskClient.SOON).until(() -> receiver.calls("/a").size() == 10);
    assertThat(receiver.ids("/a").subList(5, 10)).isEqualTo(receiver.ids("/a").subList(0, 5));
  }

  @Test
  void who_says_that_a_receiver_is_back_waits_for_nobody() {
    var webhook = UUID.randomUUID();
    var held = insert(webhook, "now() + interval '1 hour'", 1);
    var free = insert(webhook, "now() + interval '1 hour'", 1);
    try {
      new TransactionTemplate(new JdbcTransactionManager(source))
          .executeWithoutResult(
              transaction -> {
                tasks
                    .system
                    .sql("UPDATE webhook_lanes SET wanted = wanted WHERE lane_id = ?")
                    .param(held)
                    .update();
                var other = Thread.ofVirtual().start(() -> lanes.receiverIsBack(webhook, soon()));
                join(other);
              });
      assertThat(nextAt(free)).isBefore(nextAt(held));
    } finally {
      delete(webhook);
    }
  }

  @Test
  void a_lane_whose_events_can_not_be_read_now_begins_again_where_it_was() {
    var webhook = UUID.randomUUID();
    var id = insert(webhook, "NULL", 1);
    var lease = UUID.randomUUID();
    try {
      tasks
          .system
          .sql(
              """
              UPDATE webhook_lanes SET lease = ?, leased_until = now() + interval '1 hour',
                position = 2
              WHERE lane_id = ?""")
          .params(lease, id)
          .update();
      var soon = soon();

      lanes.rest(
          new Lane(
              id,
              lease,
              webhook,
              UUID.randomUUID(),
              UUID.randomUUID(),
              null,
              Set.of(),
              null,
              2,
              2,
              1,
              null),
          soon);

      assertThat(
              tasks
                  .system
                  .sql(
                      """
                      SELECT tries || ' ' || position || ' ' || (failing_since IS NULL) || ' '
                        || (lease IS NULL AND leased_until IS NULL)
                      FROM webhook_lanes WHERE lane_id = ?""")
                  .param(id)
                  .query(String.class)
                  .single())
          .isEqualTo("1 2 true true");
      assertThat(nextAt(id)).isCloseTo(soon, within(1, ChronoUnit.MILLIS));
    } finally {
      delete(webhook);
    }
  }

  @Test
  void a_webhook_has_so_many_lanes_at_once_and_no_more_with_those_that_are_taken_already() {
    var webhook = UUID.randomUUID();
    try {
      new TransactionTemplate(new JdbcTransactionManager(source))
          .executeWithoutResult(
              transaction -> {
                transaction.setRollbackOnly(); // nobody else sees them
                for (int n = 0; n < 6; n++) {
                  insert(webhook, "now() - interval '1 hour'", 0);
                }
                assertThat(taken(webhook, Map.of(webhook, 4))).isZero();
                assertThat(taken(webhook, Map.of(webhook, 3, UUID.randomUUID(), 4))).isEqualTo(1);
                assertThat(taken(webhook, Map.of())).isEqualTo(4);
              });
    } finally {
      delete(webhook);
    }
  }

  private long taken(UUID webhook, Map<UUID, Integer> busy) {
    return lanes.take(Instant.now(), busy, 4, 1_000).stream()
        .filter(lane -> lane.webhookId().equals(webhook))
        .count();
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Instant soon() {
    return Instant.now().plusSeconds(60);
  }

  private Instant nextAt(UUID lane) {
    return tasks
        .system
        .sql("SELECT next_at FROM webhook_lanes WHERE lane_id = ?")
        .param(lane)
        .query((row, n) -> row.getObject(1, OffsetDateTime.class).toInstant())
        .single();
  }

  /** One of no webhook. */
  private UUID insert(UUID webhook, String nextAt, int tries) {
    var lane = UUID.randomUUID();
    tasks
        .system
        .sql(
            """
            INSERT INTO webhook_lanes
              (lane_id, webhook_id, agent_id, entity_id, position, wanted, tries, next_at)
            VALUES (?, ?, ?, ?, 1, 2, ?, %s)"""
                .formatted(nextAt))
        .params(lane, webhook, UUID.randomUUID(), UUID.randomUUID(), tries)
        .update();
    return lane;
  }

  private void delete(UUID webhook) {
    tasks.system.sql("DELETE FROM webhook_lanes WHERE webhook_id = ?").param(webhook).update();
  }

  /** From its begin on, under a lease that nobody has. */
  private Lane lane(String webhook, UUID agent) {
    var id = WebhookTapTable.lane(UUID.fromString(webhook), agent);
    return tasks
        .system
        .sql("SELECT entity_id, wanted FROM webhook_lanes WHERE lane_id = ?")
        .param(id)
        .query(
            (row, n) ->
                new Lane(
                    id,
                    UUID.randomUUID(),
                    UUID.fromString(webhook),
                    agent,
                    row.getObject(1, UUID.class),
                    receiver.url("/a"),
                    Set.of("task.submitted"),
                    null,
                    0,
                    row.getLong(2),
                    0,
                    null))
        .single();
  }

  /** The same, under a lease that it has. */
  private Lane leased(String webhook, UUID agent) {
    var lane = lane(webhook, agent);
    await()
        .atMost(TaskClient.SOON)
        .until(
            () ->
                tasks
                        .system
                        .sql(
                            """
                            UPDATE webhook_lanes SET lease = ?, position = 0,
                              leased_until = clock_timestamp() + interval '1 hour'
                            WHERE lane_id = ? AND lease IS NULL AND position >= wanted""")
                        .params(lane.lease(), lane.laneId())
                        .update()
                    == 1);
    return lane;
  }
}
