package com.geniinow.runtime.command.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Consistency;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.servers.LocalServers;
import io.lettuce.core.RedisClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Proves on real processes that no task is lost or completed twice. Prints what it measured; an
 * exception ends it with another code than 0.
 *
 * <p>Arguments: the scenario, how many tasks a storm has, and the folder for the processes' logs.
 */
public final class FleetProof {
  /** So many at most, each with {@link #TASKS_EACH} tasks where there are fewer. */
  private static final int AGENTS = 100;

  private static final int TASKS_EACH = 20;

  /** Tasks at once of each worker: few, so that many wait. */
  private static final int SLOTS = 2;

  private static final int ALL_SLOTS = Fleet.WORKERS * SLOTS;

  /** Submissions whose order is looked at. */
  private static final int SEQUENTIAL = 60;

  /** For how long all slots are held while a queue is filled. */
  private static final int HELD_MILLIS = 6_000;

  /** How long the other tasks of that queue take. */
  private static final int SHORT_MILLIS = 200;

  /** Open tasks of which enough will still wait when one more has run. */
  private static final int BUSY = 30;

  /** Tasks that fail at the same time. */
  private static final int RETRIED = 3;

  /** How late a retry may start where the machine has nothing else to do: in the large storms. */
  private static final long LATENESS_MILLIS = 250;

  private static final int LARGE = 1_001;

  /** How late the latest of them may on a machine that has other work too. */
  private static final long MOST_LATENESS_MILLIS = 5_000;

  private static final String IS_RETRYING =
      "SELECT count(*) FROM agent_tasks WHERE task_id = ? AND status = 'retrying'";

  /** The number of the worker that runs a task, or -1. */
  private static final String HOLDER =
      """
      SELECT coalesce(max(split_part(worker_id, '-', 2)::int), -1) FROM task_leases
      WHERE task_id = ?""";

  private static final String RESERVED =
      "SELECT monthly_tokens_reserved FROM agent_quotas WHERE agent_id = ?";
  private static final String USED =
      "SELECT monthly_tokens_used FROM agent_quotas WHERE agent_id = ?";

  private static final Duration LONG = Duration.ofMinutes(20);

  private final Path logs;
  private final Random random = new Random(42);

  private FleetProof(Path logs) {
    this.logs = logs;
  }

  /** Plays a scenario; an error ends the process with code 1. */
  public static void main(String[] args) throws Exception {
    var proof = new FleetProof(Files.createDirectories(Path.of(args[2])));
    var tasks = Integer.parseInt(args[1]);
    var scenario = args[0];
    try {
      switch (scenario) {
        case "storm-and-turns" -> proof.stormAndTurns(scenario, tasks);
        case "without-fast-dispatch" ->
            proof.stormAlone(scenario, tasks, true, "genii.tasks.fast-dispatch=false");
        case "without-reconciler" ->
            proof.stormAlone(scenario, tasks, false, "genii.tasks.reconcile=false");
        case "outages" -> proof.outages(tasks);
        case "prices" -> proof.prices(tasks);
        case "brake" -> BrakeDrill.play(proof.logs);
        default -> throw new IllegalArgumentException(scenario);
      }
    } catch (Exception | AssertionError e) {
      e.printStackTrace();
      System.exit(1);
    }
    System.exit(0);
  }

  /** The storm, and on the same processes what needs many of them too. */
  private void stormAndTurns(String name, int tasks) throws Exception {
    try (var fleet = Fleet.start(name, SLOTS, logs)) {
      storm(fleet, name, tasks, true);
      order(new Load(fleet).provision(1, Map.of("concurrency", 1)));
      fairness(new Load(fleet).provision(2));
      retries(fleet, tasks < LARGE ? MOST_LATENESS_MILLIS : LATENESS_MILLIS);
      holds(fleet);
      restart(fleet);
    }
  }

  private void stormAlone(String name, int tasks, boolean flush, String setting) throws Exception {
    try (var fleet = Fleet.start(name, SLOTS, logs, setting)) {
      storm(fleet, name, tasks, flush);
    }
  }

  /** Many tasks of many agents, while processes are killed and Redis is emptied. */
  private void storm(Fleet fleet, String name, int tasks, boolean flush) throws Exception {
    var load = new Load(fleet).provision(agents(tasks));
    long completedBefore = Load.completed();
    long start = System.nanoTime();
    var submitting = CompletableFuture.runAsync(() -> submit(load, tasks));
    int kills = Math.max(tasks < LARGE ? 2 : 3, tasks / 1_000);
    for (var kill = 1; kill <= kills; kill++) {
      long due = completedBefore + (long) tasks * kill / (kills + 1);
      Load.await(
          "kill " + kill,
          LONG,
          () -> Load.completed() >= due || submitting.isCompletedExceptionally());
      fleet.replaceWorker(random.nextInt(Fleet.WORKERS));
      if (kill == kills) {
        fleet.relieveWorker(random.nextInt(Fleet.WORKERS));
      }
      if (kill == 1) {
        fleet.replaceCommandSide(random.nextInt(2));
      }
      if (flush && kill == kills / 2 + 1) {
        flush();
      }
    }
    submitting.get(LONG.toMinutes(), TimeUnit.MINUTES);
    say("%s: %d submitted after %.1f s", name, load.submitted(), seconds(start));
    Load.await("completion", LONG, () -> Load.open() == 0);
    double took = seconds(start);
    say(
        "%s: %d tasks done in %.1f s (%.0f/s); a command side and %d workers killed, one stopped, %s",
        name, tasks, took, tasks / took, kills, flush ? "one FLUSHALL" : "no FLUSHALL");
    verify(name, load.agents(), tasks);
  }

  /**
   * Tasks of many agents while PostgreSQL and then Redis are killed and started again. Clients get
   * nothing but 503 (or 429), which {@link Load} holds them to.
   */
  private void outages(int tasks) throws Exception {
    try (var fleet = Fleet.start("outages", SLOTS, logs)) {
      var load = new Load(fleet).provision(agents(tasks));
      long start = System.nanoTime();
      var submitting = CompletableFuture.runAsync(() -> submit(load, tasks));
      for (var service : List.of(LocalServers.shared().postgres(), LocalServers.shared().redis())) {
        var due = load.submitted() + tasks / 3;
        Load.await(
            "a third of the tasks",
            LONG,
            () -> load.submitted() >= due || submitting.isCompletedExceptionally());
        long killed = System.nanoTime();
        service.kill();
        service.start();
        var before = load.submitted();
        Load.await(
            "the next submission", LONG, () -> load.submitted() > before || submitting.isDone());
        say("outages: a server killed; submissions again after %.1f s", seconds(killed));
      }
      submitting.get(LONG.toMinutes(), TimeUnit.MINUTES);
      Load.await("completion", LONG, () -> Load.open() == 0);
      say("outages: %d tasks done in %.1f s", tasks, seconds(start));
      verify("outages", load.agents(), tasks);
    }
  }

  /** A model's price is raised in the middle of many submissions; three processes charge by it. */
  private void prices(int tasks) throws Exception {
    try (var fleet = Fleet.ofCommandSides(3, "prices", logs)) {
      var storm = new PriceStorm(fleet, tasks);
      long start = System.nanoTime();
      storm.rage();
      say("prices: %s in %.1f s", storm, seconds(start));
      new PriceProof(fleet, storm.model(), storm.agents()).verify();
    }
  }

  private static int agents(int tasks) {
    return Math.clamp(tasks / TASKS_EACH, 1, AGENTS);
  }

  private static void submit(Load load, int tasks) {
    try {
      load.submit(tasks);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void verify(String name, List<UUID> agents, int tasks) throws Exception {
    var ids = agents.toArray(UUID[]::new);
    assertThat(count("SELECT count(*) FROM agent_tasks WHERE agent_id = ANY (?)", ids))
        .isEqualTo(tasks);
    assertThat(
            count(
                """
                SELECT count(*) FROM agent_tasks
                WHERE agent_id = ANY (?) AND status = 'completed'""",
                ids))
        .isEqualTo(tasks);
    assertThat(
            count(
                """
                SELECT count(*) FROM domain_event_entry
                WHERE agent_id = ANY (?) AND payload_type LIKE '%TaskCompleted'""",
                ids))
        .as("completions")
        .isEqualTo(tasks);
    Load.await(
        "the end of all holds",
        LONG,
        () ->
            count(
                    """
                    SELECT count(*) FROM agent_quotas WHERE agent_id = ANY (?)
                      AND (monthly_tokens_reserved > 0 OR monthly_cost_reserved_usd > 0)""",
                    ids)
                == 0);
    long lost =
        count("SELECT count(*) FROM agent_quota_usage WHERE agent_id = ANY (?) AND estimated", ids);
    assertThat(
            count(
                """
                SELECT sum(monthly_tokens_used)::bigint FROM agent_quotas
                WHERE agent_id = ANY (?)""",
                ids))
        .isEqualTo((long) tasks * Load.TOKENS + lost * Load.ESTIMATE);
    for (var agent : agents) {
      Consistency.assertTablesFollowEvents(agent);
    }
    assertThat(count("SELECT count(*) FROM task_leases WHERE agent_id = ANY (?)", ids)).isZero();
    assertRedisDrained(agents);
    say(
        "%s: verified; %d attempts lost with their workers and charged, %d events",
        name, lost, count("SELECT count(*) FROM domain_event_entry WHERE agent_id = ANY (?)", ids));
  }

  /** One agent's tasks, submitted one after the other to both processes, start in that order. */
  private void order(Load load) throws Exception {
    var agent = load.agents().getFirst();
    List<UUID> submitted = new ArrayList<>();
    for (var n = 0; n < SEQUENTIAL; n++) {
      submitted.add(load.submit(agent, n, 1));
    }
    Load.await("completion", LONG, () -> Load.open() == 0);
    assertThat(
            Superuser.jdbc()
                .queryForList(
                    "SELECT task_id FROM agent_tasks WHERE agent_id = ? ORDER BY started_at",
                    UUID.class,
                    agent))
        .containsExactlyElementsOf(submitted);
    say("turns: %d submissions by two processes started in their order", SEQUENTIAL);
  }

  /**
   * A long queue of one agent doesn't hold up another's task: before it starts what each slot is
   * at, and what each may take while the task is on its way from its commit to its queue.
   */
  private void fairness(Load load) throws Exception {
    for (var n = 0; n < 90; n++) {
      // The first ones keep all slots until the queue is long, however slow the machine is.
      load.submit(load.agents().get(0), n, n < ALL_SLOTS ? HELD_MILLIS : SHORT_MILLIS);
    }
    List<Long> waits = new ArrayList<>();
    List<Long> before = new ArrayList<>();
    for (var n = 0; n < 5 && Load.open() > BUSY; n++) {
      var single = load.submit(load.agents().get(1), 1_000 + n, 1);
      Load.await("its end", LONG, () -> isCompleted(single));
      waits.add(
          count(
              """
              SELECT (extract(epoch FROM started_at - created_at) * 1000)::bigint
              FROM agent_tasks WHERE task_id = ?""",
              single));
      before.add(
          count(
              """
              SELECT count(*) FROM agent_tasks o JOIN agent_tasks s ON s.task_id = ?
              WHERE o.agent_id <> s.agent_id
                AND o.started_at BETWEEN s.created_at AND s.started_at""",
              single));
    }
    say(
        "turns: beside 90 tasks of %d ms on %d slots a single one waited %s ms;"
            + " tasks started before it: %s",
        SHORT_MILLIS, ALL_SLOTS, waits, before);
    assertThat(waits).as("submitted while the busy agent's tasks wait").hasSizeGreaterThan(1);
    assertThat(before).allSatisfy(count -> assertThat(count).isLessThanOrEqualTo(2 * ALL_SLOTS));
    Load.await("completion", LONG, () -> Load.open() == 0);
  }

  /** Retries 1, 4 and 16 seconds after the failure before. */
  private void retries(Fleet fleet, long latenessMillis) throws Exception {
    List<String> tasks = new ArrayList<>();
    for (var agent : new Load(fleet).provision(RETRIED).agents()) {
      var failing = Map.of("type", "simulate", "payload", Map.of("fail_attempts", 3));
      tasks.add(fleet.api(0).asAgent(agent, "POST", "/api/tasks", failing).text("task_id"));
    }
    Load.await("completion", LONG, () -> Load.open() == 0);
    var late =
        Superuser.jdbc()
            .queryForList(
                """
                SELECT (extract(epoch FROM (s.payload::jsonb ->> 'at')::timestamptz
                  - (f.payload::jsonb ->> 'nextAttemptAt')::timestamptz) * 1000)::bigint
                FROM domain_event_entry f JOIN domain_event_entry s
                  ON s.aggregate_identifier = f.aggregate_identifier
                  AND s.payload_type LIKE '%TaskStarted'
                  AND s.payload::jsonb ->> 'taskId' = f.payload::jsonb ->> 'taskId'
                  AND (s.payload::jsonb ->> 'attempt')::int
                    = (f.payload::jsonb ->> 'attempt')::int + 1
                WHERE f.payload_type LIKE '%TaskAttemptFailed'
                  AND f.payload::jsonb ->> 'taskId' = ANY (?) ORDER BY 1""",
                Long.class, new Object[] {tasks.toArray(String[]::new)});
    long median = late.isEmpty() ? Long.MAX_VALUE : late.get(late.size() / 2);
    say("retries: attempts started %s ms after they were due (1, 4, 16 s)", late);
    assertThat(late).hasSize(3 * RETRIED);
    assertThat(late).allSatisfy(ms -> assertThat(ms).isBetween(0L, MOST_LATENESS_MILLIS));
    assertThat(median).as("the median of %s", late).isLessThanOrEqualTo(latenessMillis);
  }

  /** A worker killed while its task holds tokens: charged once, held no longer, and run again. */
  private void holds(Fleet fleet) throws Exception {
    var load = new Load(fleet).provision(1);
    var agent = load.agents().getFirst();
    var task = load.submit(agent, 0, 2_000);
    Load.await("its start", LONG, () -> count(HOLDER, task) >= 0);
    fleet.replaceWorker((int) count(HOLDER, task));
    Load.await("its end", LONG, () -> isCompleted(task));
    Load.await("the end of its holds", LONG, () -> count(RESERVED, agent) == 0);
    assertThat(count(USED, agent)).isEqualTo(Load.ESTIMATE + Load.TOKENS);
    Consistency.assertTablesFollowEvents(agent);
    say("turns: a worker killed between reserving and settling left no hold");
  }

  /** A retry that falls due while no command side is there comes when one is back. */
  private void restart(Fleet fleet) throws Exception {
    var agent = new Load(fleet).provision(1).agents().getFirst();
    var failing = Map.of("type", "simulate", "payload", Map.of("fail_attempts", 1));
    var answer = fleet.api(0).asAgent(agent, "POST", "/api/tasks", failing);
    var task = UUID.fromString(answer.text("task_id"));
    Load.await("its failure", LONG, () -> count(IS_RETRYING, task) == 1);
    fleet.killCommandSide(1);
    fleet.replaceCommandSide(0);
    Load.await("its end", LONG, () -> isCompleted(task));
    say("turns: a retry came after all command sides were killed");
  }

  private static boolean isCompleted(UUID task) {
    return count(
            "SELECT count(*) FROM agent_tasks WHERE task_id = ? AND status = 'completed'", task)
        == 1;
  }

  private static void flush() {
    var client = RedisClient.create(LocalServers.shared().redisUrl());
    try (var connection = client.connect()) {
      connection.sync().flushall();
    } finally {
      client.shutdown();
    }
    say("Redis emptied");
  }

  private static void assertRedisDrained(List<UUID> agents) throws Exception {
    var client = RedisClient.create(LocalServers.shared().redisUrl());
    try (var connection = client.connect()) {
      var redis = connection.sync();
      Load.await(
          "an empty Redis",
          Duration.ofMinutes(1),
          () ->
              agents.stream()
                  .map(agent -> "bull:" + agent)
                  .allMatch(
                      queue ->
                          redis.llen(queue + ":wait") == 0 && redis.llen(queue + ":active") == 0));
    } finally {
      client.shutdown();
    }
  }

  private static long count(String sql, Object parameter) {
    var count = Superuser.jdbc().queryForObject(sql, Long.class, new Object[] {parameter});
    return count == null ? 0 : count;
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(format, values));
  }
}
