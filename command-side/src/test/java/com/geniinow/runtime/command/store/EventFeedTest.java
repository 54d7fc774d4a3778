package com.geniinow.runtime.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.events.task.TaskEvent.TaskCompleted;
import com.geniinow.runtime.events.task.TaskEvent.TaskStarted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventFeedTest {
  private static final Instant NOW = Instant.parse("2026-03-15T12:00:00Z");
  private static final Duration SOON = Duration.ofSeconds(30);

  private final EventTable table = new EventTable();
  private final EventFeed feed = table.feed();
  private final List<String> passed = new CopyOnWriteArrayList<>();

  @BeforeEach
  void before() throws Exception {
    table.committed("before", 0, NOW);
  }

  @AfterEach
  void close() {
    feed.close();
    table.close();
  }

  private void open(Class<?> type) throws InterruptedException {
    feed.open(
        List.of(type.getName()),
        (events, upTo) -> events.forEach(event -> passed.add(event.eventId().toString())));
    assertThat(feed.await(0, SOON)).isTrue();
  }

  @Test
  void what_is_committed_from_now_on_is_passed_on_once_in_the_order_of_the_store()
      throws Exception {
    open(TaskStarted.class);
    var first = table.committed("a", 0, NOW);
    table.rolledBack(300);
    var second = table.committed("a", 1, NOW);
    assertThat(feed.await(feed.last(), SOON)).isTrue();
    assertThat(passed).containsExactly(first, second);
  }

  @Test
  void nothing_is_passed_on_before_every_older_write_has_ended() throws Exception {
    open(TaskStarted.class);
    try (var slow = table.writer()) {
      var late = slow.append("b", 0, NOW);
      var behind = table.committed("a", 0, NOW.minusSeconds(90));
      assertThat(feed.await(feed.last(), Duration.ofMillis(500))).isFalse();
      assertThat(passed).isEmpty();
      assertThat(feed.isWaiting()).as("so that it is looked again").isTrue();
      slow.commit();
      assertThat(feed.await(feed.last(), SOON)).isTrue();
      assertThat(passed).containsExactly(late, behind);
    }
    assertThat(feed.isWaiting()).isFalse();
  }

  @Test
  void what_was_rolled_back_holds_up_nobody_any_more() throws Exception {
    open(TaskStarted.class);
    try (var failing = table.writer()) {
      failing.append("b", 0, NOW);
      var behind = table.committed("a", 0, NOW);
      assertThat(feed.await(feed.last(), Duration.ofMillis(300))).isFalse();
      failing.close();
      assertThat(feed.await(feed.last(), SOON)).isTrue();
      assertThat(passed).containsExactly(behind);
    }
  }

  @Test
  void it_begins_once_whoever_wrote_before_has_ended() throws Exception {
    try (var slow = table.writer()) {
      slow.append("b", 0, NOW);
      table.committed("a", 0, NOW);
      feed.open(List.of(TaskStarted.class.getName()), (events, upTo) -> {});
      assertThat(feed.await(0, Duration.ofMillis(300))).isFalse();
      slow.commit();
      assertThat(feed.await(0, SOON)).isTrue();
    }
  }

  @Test
  void only_what_is_listened_for_is_read_and_the_rest_is_passed_over() throws Exception {
    open(TaskCompleted.class);
    table.committed("a", 0, NOW);
    assertThat(feed.await(feed.last(), SOON)).isTrue();
    assertThat(passed).isEmpty();
    assertThat(feed.settled()).isEqualTo(feed.last());
  }

  @Test
  void nothing_is_read_while_nobody_listens() throws Exception {
    open(TaskStarted.class);
    feed.pause();
    var missed = table.committed("a", 0, NOW);
    feed.expect();
    assertThat(feed.isOpen()).isFalse();
    assertThat(feed.await(0, Duration.ofMillis(200))).isFalse();

    open(TaskStarted.class);
    var heard = table.committed("a", 1, NOW);
    feed.expect();
    await().atMost(SOON).untilAsserted(() -> assertThat(passed).containsExactly(heard));
    assertThat(passed).doesNotContain(missed);
  }
}
