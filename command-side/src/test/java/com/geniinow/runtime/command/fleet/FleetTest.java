package com.geniinow.runtime.command.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.CommandSideProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Plays {@link FleetProof}'s scenarios, in a JVM of their own. A storm has 500 tasks; with {@code
 * -Dgenii.fleet.tasks=10000} so many, and there are more kinds of it. What they measured is printed
 * and kept in {@code target/fleet}.
 */
class FleetTest {
  private static final String TASKS = "genii.fleet.tasks";

  @Test
  void no_task_is_lost_or_completed_twice_whatever_dies_and_turns_are_in_order_fair_and_on_time()
      throws Exception {
    play("storm-and-turns");
  }

  @Test
  void each_use_costs_what_the_version_in_force_at_its_hold_says_while_prices_are_raised()
      throws Exception {
    play("prices");
  }

  @Test
  @EnabledIfSystemProperty(named = TASKS, matches = "\\d+", disabledReason = "minutes, on request")
  void the_processor_alone_dispatches_every_task() throws Exception {
    play("without-fast-dispatch");
  }

  @Test
  @EnabledIfSystemProperty(named = TASKS, matches = "\\d+", disabledReason = "minutes, on request")
  void without_the_reconciler_nothing_but_redis_may_be_lost() throws Exception {
    play("without-reconciler");
  }

  @Test
  @EnabledIfSystemProperty(named = TASKS, matches = "\\d+", disabledReason = "minutes, on request")
  void a_killed_postgresql_or_redis_costs_503_and_no_task() throws Exception {
    play("outages");
  }

  @Test
  @EnabledIfSystemProperty(named = TASKS, matches = "\\d+", disabledReason = "minutes, on request")
  void one_act_stops_two_hundred_tasks_and_fifty_streams_and_each_task_completes_once()
      throws Exception {
    play("brake");
  }

  private static void play(String scenario) throws Exception {
    var tasks = Integer.getInteger(TASKS, 500);
    var logs = Files.createDirectories(Path.of("target", "fleet").toAbsolutePath());
    var command = CommandSideProcess.java(FleetProof.class, "512m");
    command.addAll(List.of(scenario, Integer.toString(tasks), logs.toString()));
    var output = logs.resolve("proof-" + scenario + ".log");
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      var minutes = 12 + tasks / 250;
      var ended = process.waitFor(minutes, TimeUnit.MINUTES);
      var said = said(output);
      System.out.println(said);
      assertThat(ended).as("ended in %d minutes; see %s: %s", minutes, logs, said).isTrue();
      assertThat(process.exitValue()).as("%s", said).isZero();
    } finally {
      process.destroy();
    }
  }

  /** Its own words and what went wrong, without the log of the connections it looks with. */
  private static String said(Path output) throws IOException {
    return String.join(
        "\n", Files.readAllLines(output).stream().filter(l -> !l.contains(" INFO ")).toList());
  }
}
