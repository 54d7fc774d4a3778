package com.geniinow.runtime.worker.executor;

/** Runs tasks of one type. Implementations are called from many threads at once. */
public interface TaskExecutor {
  /** The task type it runs, such as {@code openai.chat}. */
  String type();

  /**
   * Runs one attempt to its end. What goes wrong with the task is a {@link Outcome.Failed}.
   *
   * @throws InterruptedException when the attempt is to be given up: its lease is lost, or the
   *     worker stops
   */
  Outcome execute(Attempt attempt) throws InterruptedException;
}
