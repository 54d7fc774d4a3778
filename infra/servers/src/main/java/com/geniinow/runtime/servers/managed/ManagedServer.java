package com.geniinow.runtime.servers.managed;

/** A server that this JVM started. All methods block until what they say has happened. */
public interface ManagedServer {
  /** Its name as people write it, such as {@code PostgreSQL}. */
  String name();

  /** The port on 127.0.0.1, the same over every stop and start. */
  int port();

  boolean isRunning();

  /**
   * Starts it and waits until it answers; does nothing when it runs.
   *
   * @throws ServerStartException when it ends or gives no answer within two minutes
   */
  void start();

  /** Stops it in order, at most 15 seconds, then by force; does nothing when it doesn't run. */
  void stop();

  /** Ends it and its child processes by SIGKILL, as a crash of the machine would. */
  void kill();

  /** {@link #stop()} and {@link #start()}. */
  default void restart() {
    stop();
    start();
  }
}
