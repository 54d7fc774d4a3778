package com.geniinow.runtime.command.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Parallel;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.GenericEventMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No committed event is passed over, whatever the clocks and however long a transaction. */
class EventReaderTest {
  private static final Instant NOW = Instant.parse("2026-03-15T12:00:00Z");

  private final EventTable table = new EventTable();
  private final Clock real = GenericEventMessage.clock;

  @AfterEach
  void putBack() {
    GenericEventMessage.clock = real;
    table.close();
  }

  private static void clockIs(Instant at) {
    GenericEventMessage.clock = Clock.fixed(at, ZoneOffset.UTC);
  }

  @Test
  void an_event_is_read_though_a_process_whose_clock_is_90_s_behind_overtook_it()
      throws SQLException {
    clockIs(NOW);
    var first = table.committed("a", 0, NOW);
    var follower = new Follower(table);
    assertThat(follower.read()).containsExactly(first);
    try (var slow = table.writer()) {
      var late = slow.append("b", 0, NOW);
      var behind = table.committed("c", 0, NOW.minusSeconds(90));
      assertThat(follower.read()).containsExactly(behind);
      assertThat(follower.read()).isEmpty();
      slow.commit();
      assertThat(follower.read()).containsExactly(late);
    }
    assertThat(follower.read()).isEmpty();
  }

  @Test
  void an_event_whose_transaction_was_held_for_70_s_is_read_and_nobody_waited_for_it()
      throws SQLException {
    clockIs(NOW);
    var follower = new Follower(table);
    try (var slow = table.writer()) {
      var late = slow.append("b", 0, NOW);
      var first = table.committed("a", 0, NOW);
      table.rolledBack(300);
      var second = table.committed("a", 1, NOW);
      assertThat(follower.read()).containsExactly(first, second);
      clockIs(NOW.plusSeconds(70));
      follower.restart();
      var third = table.committed("a", 2, NOW.plusSeconds(70));
      assertThat(follower.read()).containsExactly(third);
      slow.commit();
      assertThat(follower.read()).containsExactly(late);
    }
  }

  @Test
  void the_very_first_event_may_be_the_last_to_be_committed() throws SQLException {
    clockIs(NOW);
    try (var slow = table.writer()) {
      var late = slow.append("b", 0, NOW);
      var first = table.committed("a", 0, NOW.minusSeconds(90));
      var follower = new Follower(table);
      assertThat(follower.read()).containsExactly(first);
      slow.commit();
      assertThat(follower.read()).containsExactly(late);
    }
  }

  @Test
  void gaps_are_given_up_as_soon_as_nobody_can_fill_them() throws SQLException {
    var follower = new Follower(table);
    table.committed("a", 0, NOW);
    try (var writer = table.writer()) {
      writer.append("b", 0, NOW);
      table.rolledBack(40);
      table.committed("a", 1, NOW);
      follower.read();
      assertThat(follower.gaps()).isEqualTo(41);
      // Who begins to write after the gaps were seen cannot fill them.
      try (var later = table.writer()) {
        follower.read();
        later.append("c", 0, NOW);
        writer.close();
        follower.read();
        table.committed("a", 2, NOW);
        follower.read();
        assertThat(follower.gaps()).as("the later writer's own").isEqualTo(1);
      }
    }
  }

  @Test
  void reading_for_long_and_writing_elsewhere_keep_no_gap_open() throws SQLException {
    var follower = new Follower(table);
    table.jdbc.execute("CREATE TABLE elsewhere (n int)");
    try (var longReader = table.writer();
        var elsewhere = table.writer()) {
      longReader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
      longReader.execute("SELECT count(*) FROM domain_event_entry");
      elsewhere.execute("INSERT INTO elsewhere VALUES (1)");
      table.committed("a", 0, NOW);
      table.rolledBack(5);
      table.committed("a", 1, NOW);
      follower.read();
      follower.read();
      table.committed("a", 2, NOW);
      follower.read();
      assertThat(follower.gaps()).isZero();
    }
  }

  @Test
  void a_savepoint_that_was_rolled_back_hides_nothing_of_its_transaction() throws SQLException {
    var follower = new Follower(table);
    try (var writer = table.writer()) {
      var one = writer.append("b", 0, NOW);
      writer.savepointRolledBack("b", 1);
      var overtaking = table.committed("a", 0, NOW);
      assertThat(follower.read()).containsExactly(overtaking);
      assertThat(follower.read()).isEmpty();
      var two = writer.append("b", 1, NOW);
      writer.commit();
      assertThat(follower.read()).containsExactly(one, two);
    }
  }

  @Test
  void a_sequence_that_was_set_far_ahead_is_passed_when_nobody_writes_below_it()
      throws SQLException {
    var follower = new Follower(table);
    var before = table.committed("a", 0, NOW);
    try (var slow = table.writer()) {
      var late = slow.append("b", 0, NOW);
      table.jumpTo(5_000_000_000L);
      var far = table.committed("a", 1, NOW);
      assertThat(follower.read()).containsExactly(before);
      assertThat(follower.read()).as("a number below may still come").isEmpty();
      slow.commit();
      assertThat(follower.read()).containsExactly(late, far);
      assertThat(follower.gaps()).isZero();
    }
  }

  @Test
  void a_token_stored_by_an_earlier_version_goes_on_where_it_was() throws SQLException {
    List<String> ids = new ArrayList<>();
    for (var n = 0; n < 6; n++) {
      ids.add(table.committed("a", n, NOW));
    }
    var follower = new Follower(table);
    follower.goOnFrom(GapAwareTrackingToken.newInstance(5, Set.of(2L, 4L)));
    follower.restart();
    assertThat(follower.read()).containsExactly(ids.get(1), ids.get(3), ids.get(5));
    assertThat(follower.read()).isEmpty();
  }

  @Test
  void whatever_the_order_of_commits_each_event_comes_once_and_in_its_agents_order()
      throws Exception {
    var follower = new Follower(table);
    var random = new Random(20260315);

    var committed =
        whileOthersWrite(
            () -> {
              clockIs(NOW.plusSeconds(random.nextInt(-200, 200)));
              follower.read();
              if (random.nextInt(5) == 0) {
                follower.restart();
              }
            });

    assertSawAll(follower, committed);
  }

  @Test
  void readers_that_share_what_they_doubt_each_see_every_event_once() throws Exception {
    var shared = table.reader();
    var followers = Stream.generate(() -> new Follower(table, shared)).limit(6).toList();
    clockIs(NOW);

    var committed = whileOthersWrite(() -> Parallel.on(6, 6, n -> followers.get(n).read().size()));

    for (var follower : followers) {
      assertSawAll(follower, committed);
    }
  }

  private interface Read {
    void run() throws Exception;
  }

  /** Reads again and again while 8 threads write; answers what was committed. */
  private Queue<String> whileOthersWrite(Read read) throws Exception {
    var agents = 6;
    var lines = new ReentrantLock[agents];
    var sequences = new ConcurrentHashMap<Integer, Long>();
    for (var n = 0; n < agents; n++) {
      lines[n] = new ReentrantLock();
    }
    Queue<String> committed = new ConcurrentLinkedQueue<>();
    try (var working = Executors.newSingleThreadExecutor()) {
      var work =
          working.submit(
              () -> Parallel.on(8, 600, call -> write(call, lines, sequences, committed)));
      while (!work.isDone()) {
        read.run();
      }
      work.get();
    }
    return committed;
  }

  private static void assertSawAll(Follower follower, Queue<String> committed) {
    follower.read();
    assertThat(follower.seen).hasSizeGreaterThan(300).doesNotHaveDuplicates();
    assertThat(follower.seen).containsExactlyInAnyOrderElementsOf(committed);
    Map<String, Long> last = new HashMap<>();
    for (var event : follower.order) {
      var parts = event.split("/");
      long sequence = Long.parseLong(parts[1]);
      assertThat(sequence).as(event).isEqualTo(last.getOrDefault(parts[0], -1L) + 1);
      last.put(parts[0], sequence);
    }
  }

  /** One to three events of one agent, one transaction in four rolled back. */
  private int write(
      int call, ReentrantLock[] lines, Map<Integer, Long> next, Queue<String> committed) {
    var random = new Random(call);
    var agent = random.nextInt(lines.length);
    var events = 1 + random.nextInt(3);
    lines[agent].lock();
    try (var writer = table.writer()) {
      long sequence = next.getOrDefault(agent, 0L);
      List<String> ids = new ArrayList<>();
      for (var n = 0; n < events; n++) {
        var at = NOW.plus(Duration.ofSeconds(random.nextInt(-120, 120)));
        ids.add(writer.append("agent-" + agent, sequence + n, at));
        Thread.yield();
      }
      if (random.nextInt(4) > 0) {
        writer.commit();
        committed.addAll(ids);
        next.put(agent, sequence + events);
      }
      return events;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } finally {
      lines[agent].unlock();
    }
  }
}
