package com.geniinow.runtime.benchmarks;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * The same work by queues of others: submit a job, run one that does nothing, record its end. All
 * use one PostgreSQL and one Redis with the same durability, one after the other in the same run.
 */
final class PeersBenchmark {
  private static final String COMPLETED =
      "SELECT count(*) FROM agent_tasks WHERE status = 'completed'";

  private final Clock clock;
  private final int warmUp;
  private final int seconds;
  private final int clients;
  private final int slots;
  private final int jobs;

  PeersBenchmark(Options options, Clock clock) {
    this.clock = clock;
    warmUp = options.number("warm-up", 40);
    seconds = options.number("seconds", 30);
    clients = options.number("clients", 8);
    slots = options.number("slots", 16);
    jobs = options.number("tasks", 200);
    options.refuseOthers();
  }

  /** A peer and what it does not do of what the runtime does. */
  private record Peer(String name, String doesNot, Supplier<TaskPeer> start) {}

  void run() {
    TaskPeer.prepare();
    var report = new Report("peers", clock);
    try (var servers = new Servers()) {
      runtime(servers, report);
      for (var peer : peers(servers)) {
        Report.progress(peer.name());
        try (var process = peer.start().get()) {
          process.load(warmUp, clients);
          measure(servers, report, peer, process);
        }
      }
    }
    report.finish();
  }

  private List<Peer> peers(Servers servers) {
    for (var name : List.of("pgboss", "graphile", "dbscheduler", "dbos")) {
      servers.execute("CREATE DATABASE peer_" + name);
    }
    return List.of(
        new Peer(
            "pg-boss 10.4.2",
            "no quota, no ledger, no events, no fairness, no isolation; polls each 0.5 s",
            () -> TaskPeer.node("pg-boss", at(servers, "pgboss"), servers.log("pg-boss"))),
        new Peer(
            "graphile-worker 0.16.6",
            "no quota, no ledger, no events, no fairness, no isolation",
            () ->
                TaskPeer.node("graphile-worker", at(servers, "graphile"), servers.log("graphile"))),
        new Peer(
            "BullMQ 5.63.0",
            "no quota, no ledger, no events, no fairness, no isolation; Redis alone, its log synced each second",
            () -> TaskPeer.node("bullmq", at(servers, "bullmq"), servers.log("bullmq"))),
        new Peer(
            "db-scheduler 16.12.0",
            "no quota, no ledger, no events, no fairness, no isolation",
            () ->
                TaskPeer.java(
                    "DbScheduler", at(servers, "dbscheduler"), servers.log("db-scheduler"))),
        new Peer(
            "DBOS Transact 1.1.0-m6 (Java)",
            "no quota, no ledger, no fairness, no isolation; each workflow and its end on record",
            () -> TaskPeer.java("Dbos", at(servers, "dbos"), servers.log("dbos"))));
  }

  /** As superuser, in a database of its own: what others see of the runtime's is none. */
  private Map<String, String> at(Servers servers, String name) {
    var environment = new LinkedHashMap<String, String>();
    var url = servers.services().superuserJdbcUrl();
    var address = URI.create(url.substring("jdbc:".length()));
    var login = login(address.getQuery());
    var place = address.getHost() + ":" + address.getPort() + "/peer_" + name;
    environment.put(
        "PEER_DATABASE",
        "postgresql://%s:%s@%s".formatted(login.get("user"), login.get("password"), place));
    environment.put("PEER_JDBC", "jdbc:postgresql://" + place);
    environment.put("PEER_USER", login.getOrDefault("user", ""));
    environment.put("PEER_PASSWORD", login.getOrDefault("password", ""));
    environment.put("PEER_REDIS", servers.services().redisUrl());
    environment.put("PEER_SLOTS", Integer.toString(slots));
    return environment;
  }

  private static Map<String, String> login(String query) {
    var login = new LinkedHashMap<String, String>();
    for (var pair : query.split("&")) {
      var parts = pair.split("=", 2);
      login.put(parts[0], parts.length > 1 ? parts[1] : "");
    }
    return login;
  }

  private void measure(Servers servers, Report report, Peer peer, TaskPeer process) {
    var one = process.one(jobs);
    var side = side(servers, "peer", () -> ProcessCpu.ofTree(process.pid()));
    side.run(
        () -> {
          var load = process.load(seconds, clients);
          side.add(one, load.path("done").asLong(), load.path("seconds").asDouble());
        });
    describe(report, peer.name(), peer.doesNot(), side);
  }

  private void runtime(Servers servers, Report report) {
    try (var runtime = new RuntimeUnderTest(servers, List.of("-Xmx1g"));
        var worker = runtime.startWorker(slots, servers.log("worker"))) {
      var requests = runtime.provision(50).stream().map(runtime::submission).toList();
      var next = new AtomicInteger();
      var loop =
          new ClosedLoop(
              runtime.port(),
              clients,
              () -> requests.get(next.getAndIncrement() % requests.size()));
      Report.progress("the runtime, warming up for %d s".formatted(warmUp));
      loop.run(Duration.ofSeconds(warmUp));
      OneAtATime.awaitNoneOpen(servers);
      worker.mustRun();
      var one = new OneAtATime();
      one.run(servers, runtime.port(), requests, jobs);
      var side =
          side(servers, "runtime and worker", () -> runtime.cpu() + ProcessCpu.of(worker.pid()));
      long before = servers.number(COMPLETED);
      side.run(
          () -> {
            long start = System.nanoTime();
            loop.run(Duration.ofSeconds(seconds));
            OneAtATime.awaitNoneOpen(servers);
            double took = (System.nanoTime() - start) / 1e9;
            side.add(one.completed, servers.number(COMPLETED) - before, took);
          });
      describe(report, "this runtime", "-", side);
    }
  }

  private static Side side(Servers servers, String name, DoubleSupplier cpu) {
    return new Side(
        new CpuMeter()
            .watch(name, cpu)
            .watch("postgresql", servers::postgresCpu)
            .watch("redis", servers::redisCpu));
  }

  private void describe(Report report, String name, String doesNot, Side side) {
    report.section(
        "%s: latency one at a time, rate and CPU with %d clients".formatted(name, clients));
    report.figure("does not", doesNot);
    report.figure("completed per second, to the last", Report.format(side.perSecond()));
    side.describe(report, "");
    report.result(name, side.asMap());
  }
}
