package com.geniinow.runtime.benchmarks;

import java.time.Clock;

/** The program behind {@code infra/bench}. */
public final class Bench {
  private static final String USAGE =
      """
      infra/bench submit     submissions accepted per second, beside pgbench running the same SQL
      infra/bench e2e        submission to completion: latency unloaded, rate under load
      infra/bench peers      the same work by other queues on the same PostgreSQL and Redis
      infra/bench idle       what a system does while nobody does anything; how soon it is awake
      infra/bench isolation  what one agent notices of others' hostile tasks
      infra/bench admission  what quota admission costs inside a submission
      infra/bench files      a file of 10 MB up and down again
      infra/bench queue      claims and finishes of the task queue on Redis alone
      infra/bench replay     events replayed into the read tables, compared, put right
      infra/bench memory     key-value reads; searches, exact and through the index, with recall
      infra/bench autoscale  the number of workers under a changing load, simulated
      infra/bench gateway    what the gateway adds to a model call; 500 open streams
      infra/bench counting   how far above the documented count a prompt is held; speed of counting
      infra/bench sealing    what a submission costs a service that seals, beside one that doesn't
      infra/bench tasks      lists of tasks by every filter, with 1,000,000 tasks in the table
      infra/bench console    the console in Chromium over 1,000 agents and 100,000 tasks
      infra/bench statements the SQL of one submission, as PostgreSQL's log has it
      options: infra/benchmarks/README.md""";

  private Bench() {}

  /** Runs one benchmark to its end; ends with code 2 when the command line is wrong. */
  @SuppressWarnings("SystemOut")
  public static void main(String[] args) {
    try {
      var options = new Options(args);
      var clock = Clock.systemUTC();
      switch (options.benchmark()) {
        case "submit" -> new SubmitBenchmark(options, clock).run();
        case "replay" -> new ReplayBenchmark(options, clock).run();
        case "admission" -> new AdmissionBenchmark(options, clock).run();
        case "isolation" -> new IsolationBenchmark(options, clock).run();
        case "e2e" -> new CompletionBenchmark(options, clock).run();
        case "peers" -> new PeersBenchmark(options, clock).run();
        case "idle" -> new IdleBenchmark(options, clock).run();
        case "queue" -> new QueueBenchmark(options, clock).run();
        case "files" -> new FilesBenchmark(options, clock).run();
        case "memory" -> new MemoryBenchmark(options, clock).run();
        case "autoscale" -> new AutoscaleSimulation(options, clock).run();
        case "gateway" -> new GatewayBenchmark(options, clock).run();
        case "budgets" -> new BudgetBenchmark(options, clock).run();
        case "counting" -> new CountingBenchmark(options, clock).run();
        case "sealing" -> new SealingBenchmark(options, clock).run();
        case "tasks" -> new TasksBenchmark(options, clock).run();
        case "console" -> new ConsoleBenchmark(options, clock).run();
        case "statements" -> Statements.print(options);
        default -> throw new IllegalArgumentException("unknown benchmark " + options.benchmark());
      }
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println(USAGE);
      System.exit(2);
    }
  }
}
