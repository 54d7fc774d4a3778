package com.geniinow.runtime.command.stream;

import static com.geniinow.runtime.events.task.TaskState.AWAITING_APPROVAL;
import static com.geniinow.runtime.events.task.TaskState.QUEUED;
import static com.geniinow.runtime.events.task.TaskState.RETRYING;
import static com.geniinow.runtime.events.task.TaskState.RUNNING;
import static com.geniinow.runtime.events.task.TaskState.SCHEDULED;

import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.file.FileEvent;
import com.geniinow.runtime.events.file.FileEvent.FileDeleted;
import com.geniinow.runtime.events.file.FileEvent.FileStored;
import com.geniinow.runtime.events.file.FileEvent.FileUrlIssued;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaChanged;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaRaised;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRefused;
import com.geniinow.runtime.events.quota.StorageEvent.StorageRefused;
import com.geniinow.runtime.events.task.TaskEvent;
import com.geniinow.runtime.events.task.TaskEvent.TaskApproved;
import com.geniinow.runtime.events.task.TaskEvent.TaskAttemptFailed;
import com.geniinow.runtime.events.task.TaskEvent.TaskBraked;
import com.geniinow.runtime.events.task.TaskEvent.TaskCancelled;
import com.geniinow.runtime.events.task.TaskEvent.TaskCompleted;
import com.geniinow.runtime.events.task.TaskEvent.TaskDeadLettered;
import com.geniinow.runtime.events.task.TaskEvent.TaskDenied;
import com.geniinow.runtime.events.task.TaskEvent.TaskDue;
import com.geniinow.runtime.events.task.TaskEvent.TaskExpired;
import com.geniinow.runtime.events.task.TaskEvent.TaskRedriven;
import com.geniinow.runtime.events.task.TaskEvent.TaskReleased;
import com.geniinow.runtime.events.task.TaskEvent.TaskRequeued;
import com.geniinow.runtime.events.task.TaskEvent.TaskStarted;
import com.geniinow.runtime.events.task.TaskEvent.TaskSubmitted;
import com.geniinow.runtime.events.task.TaskEvent.TaskUnbraked;
import com.geniinow.runtime.events.task.TaskState;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says for each event whether others hear of it, as what. */
final class PushedWords {
  /** The events that something may be told of. */
  static final List<Class<? extends RuntimeEvent>> TOLD =
      List.of(
          TaskSubmitted.class,
          TaskStarted.class,
          TaskCompleted.class,
          TaskAttemptFailed.class,
          TaskDeadLettered.class,
          TaskRedriven.class,
          TaskReleased.class,
          TaskCancelled.class,
          TaskBraked.class,
          TaskDue.class,
          TaskExpired.class,
          TaskApproved.class,
          TaskDenied.class,
          QuotaChanged.class,
          QuotaRaised.class,
          UsageRefused.class,
          StorageRefused.class,
          FileStored.class,
          FileDeleted.class);

  private PushedWords() {}

  /** What is told. */
  record Told(PushedType type, @Nullable UUID taskId, @Nullable TaskState status) {}

  /** The names under which the store has them. */
  static Stream<String> stored() {
    return TOLD.stream().map(Class::getName);
  }

  /** Null where nothing is told. */
  static @Nullable Told of(RuntimeEvent event) {
    return switch (event) {
      case TaskEvent e -> task(e);
      case FileEvent e -> file(e);
      case QuotaChanged e -> new Told(PushedType.QUOTA_CHANGED, null, null);
      case QuotaRaised e -> new Told(PushedType.QUOTA_CHANGED, null, null);
      // A refused call has no task, and the id that stands there is the call's.
      case UsageRefused e ->
          new Told(PushedType.QUOTA_REFUSED, e.ofCall() ? null : e.taskId(), null);
      case StorageRefused e -> new Told(PushedType.QUOTA_REFUSED, null, null);
      default -> null;
    };
  }

  private static @Nullable Told task(TaskEvent event) {
    return switch (event) {
      case TaskSubmitted e -> taken(e, e.stateThen());
      case TaskDue e -> taken(e, QUEUED);
      case TaskApproved e -> taken(e, e.runAt() == null ? QUEUED : SCHEDULED);
      case TaskRedriven e -> taken(e, QUEUED);
      case TaskStarted e -> told(PushedType.TASK_STARTED, e, RUNNING);
      case TaskAttemptFailed e ->
          e.nextAttemptAt() == null ? null : told(PushedType.TASK_RETRYING, e, RETRYING);
      // Its attempt is over, and another one will come.
      case TaskReleased e -> told(PushedType.TASK_RETRYING, e, QUEUED);
      case TaskBraked e -> told(PushedType.TASK_RETRYING, e, QUEUED);
      case TaskCompleted e -> told(PushedType.TASK_COMPLETED, e, TaskState.COMPLETED);
      case TaskDeadLettered e -> told(PushedType.TASK_DEAD_LETTERED, e, TaskState.DEAD_LETTERED);
      case TaskCancelled e -> told(PushedType.TASK_CANCELLED, e, TaskState.CANCELLED);
      case TaskExpired e -> told(PushedType.TASK_EXPIRED, e, TaskState.EXPIRED);
      case TaskDenied e -> told(PushedType.TASK_DENIED, e, TaskState.DENIED);
      case TaskRequeued e -> null;
      case TaskUnbraked e -> null;
    };
  }

  private static Told taken(TaskEvent event, TaskState state) {
    var type =
        state == AWAITING_APPROVAL
            ? PushedType.TASK_APPROVAL_REQUIRED
            : state == SCHEDULED ? PushedType.TASK_SCHEDULED : PushedType.TASK_SUBMITTED;
    return told(type, event, state);
  }

  private static Told told(PushedType type, TaskEvent event, TaskState state) {
    return new Told(type, event.taskId(), state);
  }

  private static @Nullable Told file(FileEvent event) {
    return switch (event) {
      case FileStored e -> new Told(PushedType.FILE_STORED, e.taskId(), null);
      case FileDeleted e -> new Told(PushedType.FILE_DELETED, null, null);
      case FileUrlIssued e -> null;
    };
  }
}
