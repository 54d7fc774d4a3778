package com.geniinow.runtime.benchmarks;

import com.geniinow.runtime.autoscaler.ScalingSettings;
import com.geniinow.runtime.benchmarks.PoolSimulation.Moment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.IntStream;

/**
 * {@code infra/bench autoscale}: the policy against an hour and a half of load, simulated, with the
 * picture of it. Nothing is started; the same run always gives the same figures.
 */
final class AutoscaleSimulation {
  private static final int AGENTS = 60;
  private static final int AGENT_LIMIT = 4;
  private static final int START_SECONDS = 12;
  private static final int END = 90 * 60;

  private final Options options;
  private final Clock clock;

  AutoscaleSimulation(Options options, Clock clock) {
    this.options = options;
    this.clock = clock;
  }

  /** The phases, in minutes; what arrives in one second of each. */
  enum Phase {
    QUIET("quiet", 0, 5),
    SUSTAINED("50 tasks/min of 60 s", 5, 30),
    LIGHT("10 tasks/min", 30, 38),
    PAUSE("quiet", 38, 43),
    BURST("600 at once", 43, 50),
    WAVES("40 tasks of 20 s every minute", 50, 75),
    END("quiet", 75, 90);

    final String title;
    final int from;
    final int until;

    Phase(String title, int fromMinute, int untilMinute) {
      this.title = title;
      this.from = fromMinute * 60;
      this.until = untilMinute * 60;
    }

    static Phase at(int second) {
      return List.of(values()).stream().filter(p -> second < p.until).findFirst().orElse(END);
    }

    /** Tasks that arrive in this second. */
    int arriving(int second) {
      int into = second - from;
      return switch (this) {
        case SUSTAINED -> (into + 1) * 50 / 60 - into * 50 / 60;
        case LIGHT -> (into + 1) * 10 / 60 - into * 10 / 60;
        case BURST -> into == 0 ? 600 : 0;
        case WAVES -> into % 60 == 0 ? 40 : 0;
        default -> 0;
      };
    }

    int taskSeconds() {
      return switch (this) {
        case BURST -> 10;
        case WAVES -> 20;
        default -> 60;
      };
    }
  }

  void run() {
    var picture = Path.of(options.text("picture", "docs/autoscaling.svg"));
    options.refuseOthers();
    var cloud = simulate(false);
    var report = new Report("autoscale", clock);
    judge(report, "Cloud Run, which may end any instance", cloud);
    var local = simulate(true);
    judge(report, "processes that end their tasks first", local);
    write(Project.root().resolve(picture), new ScalingPicture(cloud, local).svg());
    report.finish();
  }

  /** The whole run. */
  static PoolSimulation simulate(boolean gentle) {
    var pool =
        new PoolSimulation(ScalingSettings.standard(), gentle, START_SECONDS, AGENTS, AGENT_LIMIT);
    for (var second = 0; second < END; second++) {
      var phase = Phase.at(second);
      pool.second(second, phase.arriving(second), phase.taskSeconds());
    }
    return pool;
  }

  private static void judge(Report report, String title, PoolSimulation pool) {
    report.section(title);
    report.figure("workers, quiet", most(pool, Phase.QUIET), "1", n -> n == 1);
    report.figure("workers, 50 tasks/min", most(pool, Phase.SUSTAINED), ">= 3", n -> n >= 3);
    report.figure("seconds until 3 of them", secondsUntil(pool, 3), "<= 120", n -> n <= 120);
    report.figure("changes while sustained", changes(pool, Phase.SUSTAINED), "<= 4", n -> n <= 4);
    report.figure("workers, 10 tasks/min", Integer.toString(last(pool, Phase.LIGHT)));
    report.figure("workers, burst", most(pool, Phase.BURST), "<= 20", n -> n <= 20);
    report.figure("changes while waves come", changes(pool, Phase.WAVES), "<= 3", n -> n <= 3);
    report.figure("workers at the end", last(pool), "1", n -> n == 1);
    report.figure("tasks killed", pool.killed(), "0", n -> n == 0);
  }

  static IntStream workers(PoolSimulation pool, Phase phase) {
    return pool.moments().subList(phase.from, phase.until).stream().mapToInt(Moment::workers);
  }

  static int most(PoolSimulation pool, Phase phase) {
    return workers(pool, phase).max().orElse(0);
  }

  /** How often the number changed. */
  static int changes(PoolSimulation pool, Phase phase) {
    var seen = workers(pool, phase).toArray();
    return (int) IntStream.range(1, seen.length).filter(i -> seen[i] != seen[i - 1]).count();
  }

  static int last(PoolSimulation pool, Phase phase) {
    return pool.moments().get(phase.until - 1).workers();
  }

  static int last(PoolSimulation pool) {
    return pool.moments().get(pool.moments().size() - 1).workers();
  }

  /** From the beginning of the sustained load. */
  static int secondsUntil(PoolSimulation pool, int workers) {
    return pool.moments().stream()
        .filter(moment -> moment.second() >= Phase.SUSTAINED.from && moment.workers() >= workers)
        .findFirst()
        .map(moment -> moment.second() - Phase.SUSTAINED.from)
        .orElse(Integer.MAX_VALUE);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
