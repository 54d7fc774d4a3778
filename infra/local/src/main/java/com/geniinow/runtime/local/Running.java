package com.geniinow.runtime.local;

import com.geniinow.runtime.autoscaler.Autoscaler;
import com.geniinow.runtime.autoscaler.ScalingPolicy;
import com.geniinow.runtime.command.scaling.DatabaseLoad;
import com.geniinow.runtime.servers.DataFolder;
import com.geniinow.runtime.servers.LocalServers;
import com.geniinow.runtime.servers.managed.ServerStartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.DriverManager;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The started parts of one local system. */
final class Running {
  private final Steps steps;
  private final Deque<Part> parts = new ArrayDeque<>();
  private final CompletableFuture<String> broken = new CompletableFuture<>();
  private final Restarts restarts;
  private volatile boolean stopping;

  Running(Steps steps, InstantSource clock) {
    this.steps = steps;
    this.restarts = new Restarts(clock);
  }

  /** Starts everything in order. What was started before a failure is stopped by {@link #stop}. */
  void start(Options options, Settings settings, InstantSource clock) throws Exception {
    var port = settings.port();
    requireFree(port);
    if (options.split()) {
      requireFree(port + 1);
    }
    Outside.requireDatabase(settings.databaseUrl());
    Outside.redisAway(settings.redisUrl()).ifPresent(steps::say);
    var folder = DataFolder.open(settings.dataFolder());
    started("", folder::close);
    if (options.fresh()) {
      folder.clear();
      steps.say("emptied " + folder.path());
    }
    var services =
        steps.timed(
            "starting PostgreSQL, Redis and object store",
            () -> LocalServers.start(folder, steps::say));
    started("PostgreSQL, Redis and object store", services::close);
    services.onCrash((server, sentence) -> again(server.name(), sentence, server::start));
    var environment = settings.forServices(services, folder);
    if (options.autoscale()) {
      startAutoscaled(settings, services, environment, folder, clock);
    } else if (options.split()) {
      new SplitServices(this, steps, environment, folder.logs()).start(port);
    } else {
      new EmbeddedServices(this, steps, environment, folder.logs()).start();
    }
  }

  private void startAutoscaled(
      Settings settings,
      LocalServers services,
      Map<String, String> environment,
      DataFolder folder,
      InstantSource clock)
      throws Exception {
    var split = new SplitServices(this, steps, environment, folder.logs());
    split.startWithoutWorker(settings.port());
    var workers = new LocalWorkers(split, this, steps, settings.port(), folder.logs());
    started("workers", workers::stop);
    var scaling = settings.scaling();
    workers.resize(scaling.min());
    var password = environment.getOrDefault("GENII_DB_SYSTEM_PASSWORD", "");
    var load =
        new DatabaseLoad(
            () -> DriverManager.getConnection(services.jdbcUrl(), "genii_system", password),
            settings.agentConcurrency());
    var autoscaling =
        new Autoscaling(new Autoscaler(new ScalingPolicy(scaling), load, workers, clock));
    autoscaling.start();
    started("", autoscaling::stop);
  }

  /** Takes note of how to stop a part; one without a name stops without a word. */
  synchronized void started(String name, Runnable stop) {
    parts.push(new Part(name, stop));
  }

  /** Notes the first sentence about a part that ended by itself. */
  void broke(String sentence) {
    if (!stopping) {
      broken.complete(sentence);
    }
  }

  /**
   * Starts a part again that ended by itself, on the caller's thread. Where it ends or fails too
   * often, everything stops, with the last sentence about it.
   */
  void again(String part, String sentence, Start start) {
    var last = sentence;
    while (!stopping) {
      if (!restarts.take(part)) {
        broke(last);
        return;
      }
      steps.say(last + " Starting it again.");
      try {
        start.run();
        return;
      } catch (ServerStartException e) {
        last = e.sentence();
      } catch (IOException e) {
        last = "%s could not be started again: %s.".formatted(part, e.getMessage());
      }
    }
  }

  /** How a part is started. */
  interface Start {
    void run() throws IOException;
  }

  /** Says why everything stops, unless it stops because it was told to. */
  void failed(String sentence) {
    if (!stopping) {
      steps.say(sentence);
    }
  }

  /** Waits until a part ends by itself and returns the sentence about it. */
  String awaitBroken() {
    return broken.join();
  }

  /** Stops what was started, last things first; what fails to stop keeps nobody else running. */
  synchronized void stop() {
    stopping = true;
    var any = !parts.isEmpty();
    while (!parts.isEmpty()) {
      var part = parts.pop();
      if (!part.name().isEmpty()) {
        steps.say("stopping " + part.name());
      }
      try {
        part.stop().run();
      } catch (RuntimeException e) {
        steps.say("it did not stop in order: " + e.getMessage());
      }
    }
    if (any) {
      steps.say("stopped");
    }
  }

  /** A port that nobody listens on at this moment. */
  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void requireFree(int port) {
    try (var socket =
        new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      socket.getLocalPort();
    } catch (IOException e) {
      throw new ServerStartException(
          "Port %d is taken; please stop what listens there, or set GENII_PORT to another port."
              .formatted(port));
    }
  }
}
