package com.geniinow.runtime.local;

import com.geniinow.runtime.autoscaler.PoolException;
import com.geniinow.runtime.autoscaler.WorkerPool;
import com.geniinow.runtime.servers.managed.ServerStartException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Worker processes of this machine. One that is let go ends its tasks first. */
final class LocalWorkers implements WorkerPool {
  private static final String TITLE = "worker";

  private final SplitServices services;
  private final Running running;
  private final Steps steps;
  private final int port;
  private final Path logs;
  private final List<Process> working = new ArrayList<>();
  private final List<Process> leaving = new ArrayList<>();
  private int launched;
  private boolean stopped;

  /**
   * @param port the command side's
   */
  LocalWorkers(SplitServices services, Running running, Steps steps, int port, Path logs) {
    this.services = services;
    this.running = running;
    this.steps = steps;
    this.port = port;
    this.logs = logs;
  }

  @Override
  public synchronized int size() {
    return working.size();
  }

  @Override
  public boolean gentle() {
    return true;
  }

  /** Waits for new workers to be ready, not for old ones to be gone. */
  @Override
  public void resize(int workers) {
    steps.say("workers: %d -> %d".formatted(size(), workers));
    List<Runnable> starting = new ArrayList<>();
    synchronized (this) {
      try {
        while (!stopped && working.size() < workers) {
          starting.add(launch());
        }
        while (working.size() > workers) {
          letGo(working.remove(working.size() - 1));
        }
      } catch (IOException e) {
        throw new PoolException("a worker process could not be started or asked to end", e);
      }
    }
    starting.forEach(Runnable::run);
  }

  /** Answers what waits until it is ready. */
  private Runnable launch() throws IOException {
    var log = logs.resolve("%s-%d.log".formatted(TITLE, ++launched));
    var process = services.launch(Options.Role.WORKER, port, log);
    working.add(process);
    SplitServices.whenEnded(process, () -> gone(process, log));
    return () -> {
      try {
        SplitServices.awaitReady(TITLE, process, log);
      } catch (IOException | ServerStartException e) {
        throw new PoolException("a worker did not start; its log is " + log, e);
      }
    };
  }

  /** The pipe stays open: closing it would cut its tasks off after the usual grace. */
  private void letGo(Process process) throws IOException {
    leaving.add(process);
    var pipe = process.getOutputStream();
    pipe.write(ServiceProcess.DRAIN);
    pipe.flush();
  }

  private void gone(Process process, Path log) {
    boolean missing;
    synchronized (this) {
      missing = !leaving.remove(process) && working.remove(process);
    }
    if (missing) {
      running.again(TITLE, SplitServices.ended(TITLE, process, log), this::replace);
    }
  }

  private void replace() throws IOException {
    Runnable ready;
    synchronized (this) {
      if (stopped) {
        return;
      }
      ready = launch();
    }
    try {
      ready.run();
    } catch (PoolException e) {
      // Its process has ended too, which counts as another time.
      steps.say(String.valueOf(e.getMessage()));
    }
  }

  /** Ends all of them, with the usual grace for what runs. */
  void stop() {
    List<Process> all;
    synchronized (this) {
      stopped = true;
      all = new ArrayList<>(working);
      all.addAll(leaving);
      working.clear();
    }
    all.parallelStream().forEach(SplitServices::stop);
  }
}
