package com.geniinow.runtime.command.task;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.events.task.TaskEvent.TaskAttemptFailed;
import com.geniinow.runtime.events.task.TaskEvent.TaskCancelled;
import com.geniinow.runtime.events.task.TaskEvent.TaskCompleted;
import com.geniinow.runtime.events.task.TaskEvent.TaskDeadLettered;
import com.geniinow.runtime.events.task.TaskEvent.TaskExpired;
import java.util.UUID;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.deadline.DeadlineManager;
import org.axonframework.deadline.annotation.DeadlineHandler;
import org.axonframework.modelling.saga.EndSaga;
import org.axonframework.modelling.saga.SagaEventHandler;
import org.axonframework.modelling.saga.StartSaga;
import org.axonframework.spring.stereotype.Saga;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Drives a task from its first failed attempt to its end: queues each retry at its time, gives it
 * up when there is none left. A task that succeeds at once never has one. Everything it sends may
 * be sent again without effect.
 */
@Saga(sagaStore = "sagaStore")
@ProcessingGroup(RetrySaga.PROCESSOR)
@JsonAutoDetect(
    fieldVisibility = JsonAutoDetect.Visibility.ANY,
    getterVisibility = JsonAutoDetect.Visibility.NONE,
    setterVisibility = JsonAutoDetect.Visibility.NONE)
public class RetrySaga {
  /** The streaming processor's name. */
  public static final String PROCESSOR = "retry-saga";

  static final String RETRY = "retry";

  private static final String TASK = "taskId";

  @SuppressWarnings("NullAway.Init")
  private UUID agentId;

  @SuppressWarnings("NullAway.Init")
  private UUID taskId;

  private int nextAttempt;

  private @Nullable String deadline;

  @JsonIgnore
  @Autowired
  @SuppressWarnings("NullAway.Init")
  private transient AgentLine line;

  @JsonIgnore
  @Autowired
  @SuppressWarnings("NullAway.Init")
  private transient Now now;

  @JsonIgnore
  @Autowired
  @SuppressWarnings("NullAway.Init")
  private transient FastPath fastPath;

  @StartSaga
  @SagaEventHandler(associationProperty = TASK)
  void on(TaskAttemptFailed failed, DeadlineManager deadlines) {
    agentId = failed.agentId();
    taskId = failed.taskId();
    nextAttempt = failed.attempt() + 1;
    if (failed.nextAttemptAt() == null) {
      var reason = failed.retryable() ? "retries_exhausted" : "not_retryable";
      line.send(
          new DeadLetterTask(agentId, taskId, failed.attempt(), failed.error(), reason, now.get()));
    } else {
      deadline = deadlines.schedule(failed.nextAttemptAt(), RETRY);
    }
  }

  @DeadlineHandler(deadlineName = RETRY)
  void retry() {
    deadline = null;
    line.send(new RequeueTask(agentId, taskId, nextAttempt, now.get()));
    fastPath.tryNow(agentId, taskId, nextAttempt);
  }

  @EndSaga
  @SagaEventHandler(associationProperty = TASK)
  void on(TaskCompleted completed) {}

  @EndSaga
  @SagaEventHandler(associationProperty = TASK)
  void on(TaskCancelled cancelled, DeadlineManager deadlines) {
    cancel(deadlines);
  }

  @EndSaga
  @SagaEventHandler(associationProperty = TASK)
  void on(TaskExpired expired, DeadlineManager deadlines) {
    cancel(deadlines);
  }

  @EndSaga
  @SagaEventHandler(associationProperty = TASK)
  void on(TaskDeadLettered given, DeadlineManager deadlines) {
    cancel(deadlines);
  }

  /** By its id: cancelling by scope would read every deadline there is. */
  private void cancel(DeadlineManager deadlines) {
    if (deadline != null) {
      deadlines.cancelSchedule(RETRY, deadline);
    }
  }
}
