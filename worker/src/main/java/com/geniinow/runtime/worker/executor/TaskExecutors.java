package com.geniinow.runtime.worker.executor;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the executor of a task's type and turns whatever escapes it into a failure. */
public final class TaskExecutors {
  private static final Logger log = LoggerFactory.getLogger(TaskExecutors.class);

  private final Map<String, TaskExecutor> byType;

  /**
   * @throws IllegalStateException if two executors claim the same type
   */
  public TaskExecutors(Collection<TaskExecutor> executors) {
    byType = executors.stream().collect(Collectors.toMap(TaskExecutor::type, Function.identity()));
  }

  /** The types of tasks that can be run. */
  public Set<String> types() {
    return byType.keySet();
  }

  /** Runs one attempt; see {@link TaskExecutor#execute}. */
  public Outcome execute(Attempt attempt) throws InterruptedException {
    var executor = byType.get(attempt.type());
    if (executor == null) {
      return Outcome.permanent("unknown task type '%s'".formatted(attempt.type()));
    }
    try {
      return executor.execute(attempt);
    } catch (StackOverflowError e) {
      log.error("Executor {} overflowed on task {}", attempt.type(), attempt.taskId());
      return Outcome.permanent("the task is too much for the executor " + attempt.type());
    } catch (RuntimeException e) {
      log.error("Executor {} threw on task {}", attempt.type(), attempt.taskId(), e);
      return Outcome.retryable("internal error in executor " + attempt.type());
    }
  }
}
