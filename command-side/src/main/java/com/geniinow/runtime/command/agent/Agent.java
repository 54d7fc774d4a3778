package com.geniinow.runtime.command.agent;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.events.EventRevision;
import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.agent.AgentEvent;
import com.geniinow.runtime.events.agent.AgentEvent.AgentChanged;
import com.geniinow.runtime.events.agent.AgentEvent.AgentErased;
import com.geniinow.runtime.events.agent.AgentEvent.AgentExported;
import com.geniinow.runtime.events.agent.AgentEvent.AgentImported;
import com.geniinow.runtime.events.agent.AgentEvent.AgentProvisioned;
import com.geniinow.runtime.events.agent.AgentEvent.AgentResumed;
import com.geniinow.runtime.events.agent.AgentEvent.AgentSuspended;
import com.geniinow.runtime.events.agent.AgentEvent.AgentTerminated;
import com.geniinow.runtime.events.agent.AgentEvent.DayErased;
import com.geniinow.runtime.events.agent.AgentEvent.DayTextErased;
import com.geniinow.runtime.events.agent.AgentEvent.ErasureStarted;
import com.geniinow.runtime.events.agent.AgentEvent.KeyCreated;
import com.geniinow.runtime.events.agent.AgentEvent.KeyRevoked;
import com.geniinow.runtime.events.agent.AgentEvent.KeyRotated;
import com.geniinow.runtime.events.agent.AgentEvent.TextErased;
import com.geniinow.runtime.events.agent.AgentEvent.TokensRevoked;
import com.geniinow.runtime.events.agent.AgentStatus;
import com.geniinow.runtime.events.agent.ErasedCounts;
import com.geniinow.runtime.events.agent.ErasedText;
import com.geniinow.runtime.events.file.FileEvent;
import com.geniinow.runtime.events.file.FileEvent.FileDeleted;
import com.geniinow.runtime.events.file.FileEvent.FileStored;
import com.geniinow.runtime.events.file.FileEvent.FileUrlIssued;
import com.geniinow.runtime.events.memory.MemoryEvent;
import com.geniinow.runtime.events.schedule.ScheduleEvent;
import com.geniinow.runtime.events.task.FailureCause;
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
import com.geniinow.runtime.events.task.TaskPlan;
import com.geniinow.runtime.events.task.TaskState;
import com.geniinow.runtime.events.webhook.WebhookEvent.CallbackAsked;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/**
 * An agent with its open tasks. There are at most {@link #MAX_OPEN_TASKS} of them, and at most
 * {@link #MAX_SCHEDULED_TASKS} that are yet to come, so the state is bounded and the depth limit
 * exact. What it costs is the Quota's business, which every handler loads after the Agent.
 */
@EventRevision("6")
@Aggregate(repository = "agentRepository")
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
public class Agent {
  /** Queued, running and retrying tasks, and those that wait for a person, at once. */
  public static final int MAX_OPEN_TASKS = 100;

  /** How often in a row a task may be handed back before it counts as a retry. */
  public static final int MAX_RELEASES = 10;

  /**
   * Tasks that an agent may have for later at once, those that must be approved first among them.
   */
  public static final int MAX_SCHEDULED_TASKS = 1_000;

  /** Keys an agent may have at once, expired ones among them. */
  public static final int MAX_KEYS = 50;

  /** Schedules an agent may have at once, paused ones among them. */
  public static final int MAX_SCHEDULES = 100;

  @AggregateIdentifier private UUID agentId;
  private UUID entityId;
  private AgentStatus status;
  private Map<UUID, OpenTask> open = new LinkedHashMap<>();
  private Map<UUID, ScheduledTask> scheduled = new LinkedHashMap<>();
  private Map<UUID, OpenKey> keys = new LinkedHashMap<>();
  private final Schedules schedules = new Schedules();
  private @Nullable Instant voidThrough;
  private @Nullable BigDecimal approvalOverUsd;
  private @Nullable UUID erasureId;
  private boolean erased;

  /** For Axon, which then applies the events. */
  @SuppressWarnings("NullAway.Init")
  protected Agent() {}

  /** A new agent. */
  @SuppressWarnings("NullAway.Init")
  public Agent(UUID agentId, UUID entityId, String name, Json metadata, String by, Instant at) {
    apply(new AgentProvisioned(agentId, entityId, name, metadata, by, at));
  }

  /** An agent that existed before the runtime was installed. */
  public static Agent imported(
      UUID agentId, UUID entityId, String name, Json metadata, String by, Instant at) {
    var agent = new Agent();
    apply(new AgentImported(agentId, entityId, name, metadata, by, at));
    return agent;
  }

  // ---- decide ----

  /** Whether a task would be taken now; the depth is for the caller to look at. */
  public void mustBeActive() {
    if (status != AgentStatus.ACTIVE) {
      throw new Refusal.AgentNotActive(agentId, status).exception();
    }
  }

  /** Whether the queue has reached its depth. */
  public boolean isFull() {
    return open.size() >= MAX_OPEN_TASKS;
  }

  /** Whether there is no place for one more task for later. */
  public boolean isFullOfLater() {
    var unapproved = open.values().stream().filter(task -> task.plan().runAt() != null).count();
    return scheduled.size() + unapproved >= MAX_SCHEDULED_TASKS;
  }

  /** Whether a task that holds this much must be approved, whatever it says. */
  public boolean mustBeApproved(BigDecimal costUsd) {
    return approvalOverUsd != null && costUsd.compareTo(approvalOverUsd) > 0;
  }

  /** Takes a task; its reservation was admitted, or it is for later and holds nothing yet. */
  public void submit(NewTask task, Instant at) {
    mustBeActive();
    var isFull =
        (task.plan().firstState().isOpen() && isFull())
            || (task.plan().runAt() != null && isFullOfLater());
    if (isFull || isKnown(task.taskId())) {
      throw new IllegalStateException("a full queue and a known task are refused before");
    }
    apply(
        new TaskSubmitted(
            agentId,
            task.taskId(),
            task.type(),
            task.payload(),
            task.model(),
            task.estimatedTokens(),
            task.estimatedCostUsd(),
            task.idempotencyKey(),
            at,
            task.limits().maxDurationSeconds(),
            task.limits().maxCalls(),
            task.limits().maxCostUsd(),
            task.stored(),
            task.labels(),
            task.payloadSha256()));
  }

  /** Somebody is to be called when a task ends that was just submitted. */
  public void callBack(UUID taskId, UUID webhookId, String url, Instant at) {
    apply(new CallbackAsked(agentId, webhookId, taskId, url, at));
  }

  private boolean isKnown(UUID taskId) {
    return open.containsKey(taskId) || scheduled.containsKey(taskId);
  }

  /** Whether the time of a scheduled task has come, and there is a place for it. */
  public boolean mayComeDue(UUID taskId, Instant at) {
    var task = scheduled.get(taskId);
    return status == AgentStatus.ACTIVE
        && task != null
        && !at.isBefore(task.runAt())
        && !task.expiredAt(at)
        && !isFull();
  }

  /** Queues a scheduled task whose reservation was admitted. */
  public void comeDue(OldTask task, Instant at) {
    if (!mayComeDue(task.taskId(), at)) {
      throw new IllegalStateException("whether it may come due is asked before");
    }
    apply(
        new TaskDue(
            agentId,
            task.taskId(),
            task.type(),
            task.model(),
            task.estimatedTokens(),
            task.estimatedCostUsd(),
            task.stored(),
            at));
  }

  /** Gives a scheduled task up that was not admitted when it was due. */
  public void refuseDue(UUID taskId, String error, String reason, Instant at) {
    if (scheduled.containsKey(taskId)) {
      apply(new TaskDeadLettered(agentId, taskId, 0, error, reason, at));
    }
  }

  /**
   * Gives a task up whose time is over; anything else is left as it is, as is one that nobody
   * decided about by then, which is {@link #denyLate denied}.
   *
   * @return the attempt that may hold something yet; null where nothing was given up
   */
  public @Nullable Integer expire(UUID taskId, Instant at) {
    var waits = open.get(taskId);
    var later = scheduled.get(taskId);
    if ((waits == null || !waits.expiredAt(at) || waits.isDeniedFirst())
        && (later == null || !later.expiredAt(at))) {
      return null;
    }
    int attempt = waits == null ? 1 : waits.attempt();
    apply(new TaskExpired(agentId, taskId, at));
    return attempt;
  }

  /**
   * Whether somebody may decide about a task now.
   *
   * @param by the subject of whoever decides
   * @throws com.geniinow.runtime.command.refusal.RefusedException when nobody may any more, or not
   *     this one
   */
  public OpenTask mustAwaitApproval(UUID taskId, String by, Instant at) {
    var task = open.get(taskId);
    if (task == null || task.state() != TaskState.AWAITING_APPROVAL) {
      throw new Refusal.WrongState("Task " + taskId + " does not await an approval.").exception();
    }
    if (task.approvalExpiredAt(at) || task.expiredAt(at)) {
      throw new Refusal.WrongState("The time to decide about task " + taskId + " is over.")
          .exception();
    }
    if (task.isSubmittedBy(by)) {
      throw new Refusal.NotOwner().exception();
    }
    return task;
  }

  /** Lets a task run that may be decided about. */
  public void approve(UUID taskId, Decision decision, Instant at) {
    var task = mustAwaitApproval(taskId, decision.by(), at);
    apply(
        new TaskApproved(
            agentId,
            taskId,
            decision.by(),
            decision.reason(),
            decision.payloadSha256(),
            task.plan().runAt(),
            at));
  }

  /** Does not let a task run that may be decided about. */
  public void deny(UUID taskId, Decision decision, Instant at) {
    mustAwaitApproval(taskId, decision.by(), at);
    apply(
        new TaskDenied(
            agentId, taskId, decision.by(), decision.reason(), decision.payloadSha256(), at));
  }

  /** Denies a task that nobody decided about in time; anything else is left as it is. */
  public boolean denyLate(UUID taskId, Instant at) {
    var task = open.get(taskId);
    if (task == null
        || task.state() != TaskState.AWAITING_APPROVAL
        || !task.approvalExpiredAt(at)
        || !task.isDeniedFirst()) {
      return false;
    }
    apply(new TaskDenied(agentId, taskId, "runtime", "approval expired", null, at));
    return true;
  }

  /** Hands a queued task to a worker; answers the attempt's number. */
  public int start(UUID taskId, String workerId, Instant at) {
    var task = open.get(taskId);
    if (task == null || task.state() != TaskState.QUEUED) {
      throw new Refusal.WrongState("Task " + taskId + " is not queued.").exception();
    }
    mustBeActive();
    if (task.braked()) {
      throw new Refusal.WrongState("Task " + taskId + " waits for room after a brake.").exception();
    }
    if (task.expiredAt(at)) {
      throw new Refusal.WrongState("Task " + taskId + " has expired.").exception();
    }
    var attempt = task.attempt();
    apply(new TaskStarted(agentId, taskId, attempt, workerId, at));
    return attempt;
  }

  /** Whether this attempt is the running one. */
  public boolean isRunning(UUID taskId, int attempt) {
    var task = open.get(taskId);
    return task != null && task.state() == TaskState.RUNNING && task.attempts() == attempt;
  }

  /** Refuses an attempt that is not the running one. */
  public void mustBeRunning(UUID taskId, int attempt) {
    running(taskId, attempt);
  }

  /** Ends a task with its result. */
  public void complete(UUID taskId, int attempt, Json result, Instant at) {
    running(taskId, attempt);
    apply(new TaskCompleted(agentId, taskId, attempt, result, at));
  }

  /**
   * Ends an attempt without a result.
   *
   * @param retryAfter how long whoever refused wants to be left alone; null where nobody said
   * @return when the next attempt is due, or null when there will be none
   */
  public @Nullable Instant failAttempt(
      UUID taskId,
      int attempt,
      String error,
      boolean retryable,
      @Nullable Duration retryAfter,
      @Nullable FailureCause cause,
      RetryPolicy configured,
      Instant at) {
    var task = running(taskId, attempt);
    var policy = configured.orOwn(task.plan().retry());
    var again = retryable && task.retries() < policy.maxRetries();
    var due = again ? at.plus(policy.delay(task.retries(), retryAfter, taskId)) : null;
    apply(new TaskAttemptFailed(agentId, taskId, attempt, error, retryable, due, at, cause));
    return due;
  }

  /** Puts a task whose retry is due into its queue again; anything else is left as it is. */
  public boolean requeue(UUID taskId, int attempt, Instant at) {
    var task = open.get(taskId);
    if (task == null || task.state() != TaskState.RETRYING || task.attempt() != attempt) {
      return false;
    }
    apply(new TaskRequeued(agentId, taskId, attempt, at));
    return true;
  }

  /**
   * Whether its worker may hand the running attempt back once more without a retry being counted.
   */
  public boolean mayRelease(UUID taskId, int attempt) {
    return running(taskId, attempt).releases() < MAX_RELEASES;
  }

  /** Takes an attempt back from its worker; the next one was admitted. */
  public void release(UUID taskId, int attempt, Instant at) {
    if (!mayRelease(taskId, attempt)) {
      throw new IllegalStateException("one release too many is a failure");
    }
    apply(new TaskReleased(agentId, taskId, attempt, at));
  }

  /** Ends the running attempt for a brake; any other attempt is left as it is. */
  public boolean brake(UUID taskId, int attempt, UUID brakeId, Instant at) {
    if (!isRunning(taskId, attempt)) {
      return false;
    }
    apply(new TaskBraked(agentId, taskId, attempt, brakeId, at));
    return true;
  }

  /** Whether a task waits for room, after a brake, that its agent may take now. */
  public boolean isWaitingForRoom(UUID taskId) {
    var task = open.get(taskId);
    return status == AgentStatus.ACTIVE && task != null && task.braked();
  }

  /** Lets a task go on whose next attempt was admitted; anything else is left as it is. */
  public void unbrake(UUID taskId, Instant at) {
    var task = open.get(taskId);
    if (task != null && task.braked()) {
      apply(new TaskUnbraked(agentId, taskId, task.attempt(), at));
    }
  }

  /** Gives a failed task up; anything else is left as it is. */
  public boolean deadLetter(UUID taskId, String error, String reason, Instant at) {
    var task = open.get(taskId);
    if (task == null || task.state() != TaskState.RETRYING) {
      return false;
    }
    apply(new TaskDeadLettered(agentId, taskId, task.attempts(), error, reason, at));
    return true;
  }

  /**
   * Withdraws a task that is open or scheduled; answers what was open, null for a scheduled one.
   */
  public @Nullable OpenTask cancel(UUID taskId, @Nullable String reason, String by, Instant at) {
    var task = open.get(taskId);
    if (!isKnown(taskId)) {
      throw new Refusal.WrongState("Task " + taskId + " has ended already.").exception();
    }
    apply(new TaskCancelled(agentId, taskId, reason, by, at));
    return task;
  }

  /** Queues an ended task again whose reservation was admitted. */
  public void redrive(OldTask task, String by, Instant at) {
    mustBeActive();
    if (isFull() || isKnown(task.taskId())) {
      throw new IllegalStateException("a full queue and an open task are refused before");
    }
    apply(
        new TaskRedriven(
            agentId,
            task.taskId(),
            task.attempt(),
            task.type(),
            task.model(),
            task.estimatedTokens(),
            task.estimatedCostUsd(),
            by,
            at,
            task.stored()));
  }

  /** Keeps a file whose room was taken; files are no part of the agent's state. */
  public void storeFile(NewFile file, Instant at) {
    mustBeActive();
    apply(
        new FileStored(
            agentId,
            file.fileId(),
            file.name(),
            file.contentType(),
            file.sizeBytes(),
            file.sha256(),
            file.taskId(),
            at));
  }

  /** Notes that somebody can read a file until its URL expires. */
  public void issueFileUrl(UUID fileId, String by, Instant expiresAt, Instant at) {
    apply(new FileUrlIssued(agentId, fileId, by, expiresAt, at));
  }

  /** Deletes a file that is known to exist, whatever the agent's status. */
  public void deleteFile(UUID fileId, long sizeBytes, String by, Instant at) {
    apply(new FileDeleted(agentId, fileId, sizeBytes, by, at));
  }

  /** No submissions, and queued tasks wait; suspending a suspended agent changes nothing. */
  public void suspend(String reason, String by, Instant at) {
    mustNotBeTerminated();
    if (status == AgentStatus.ACTIVE) {
      apply(new AgentSuspended(agentId, reason, by, at));
    }
  }

  /** The same; a terminated agent is left as it is. */
  void suspendIfActive(String reason, String by, Instant at) {
    if (status == AgentStatus.ACTIVE) {
      apply(new AgentSuspended(agentId, reason, by, at));
    }
  }

  /** Work goes on; resuming an active agent changes nothing. Whether it was suspended. */
  public boolean resume(String reason, String by, Instant at) {
    mustNotBeTerminated();
    var wasSuspended = status == AgentStatus.SUSPENDED;
    if (wasSuspended) {
      apply(new AgentResumed(agentId, reason, by, at));
    }
    return wasSuspended;
  }

  /** The end, of its schedules too; terminating a terminated agent changes nothing. */
  public void terminate(@Nullable String reason, String by, Instant at) {
    if (status != AgentStatus.TERMINATED) {
      schedules.deleteAll(agentId, by, at);
      apply(new AgentTerminated(agentId, reason, by, at));
    }
  }

  /** Gives the agent a key; those that were revoked are not counted. */
  public void createKey(NewKey key, String by, Instant at) {
    mustNotBeTerminated();
    if (keys.size() >= MAX_KEYS) {
      throw new Refusal.WrongState("The agent has " + MAX_KEYS + " keys, as many as it may.")
          .exception();
    }
    apply(
        new KeyCreated(
            agentId,
            key.keyId(),
            key.name(),
            key.scopes(),
            key.hash(),
            key.prefix(),
            key.expiresAt(),
            by,
            at));
  }

  /** Gives a key another secret. */
  public void rotateKey(
      UUID keyId, String hash, String prefix, Duration overlap, String by, Instant at) {
    mustNotBeTerminated();
    var key = key(keyId);
    if (key.isExpired(at)) {
      throw new Refusal.WrongState("Key " + keyId + " has expired.").exception();
    }
    if (key.former(at).size() >= OpenKey.MAX_FORMER) {
      throw new Refusal.WrongState(
              "Key " + keyId + " has " + OpenKey.MAX_FORMER + " earlier secrets that are good yet.")
          .exception();
    }
    apply(new KeyRotated(agentId, keyId, key.secret() + 1, hash, prefix, at.plus(overlap), by, at));
  }

  /** Takes a key away, whatever the agent's status. */
  public void revokeKey(UUID keyId, String by, Instant at) {
    key(keyId);
    apply(new KeyRevoked(agentId, keyId, by, at));
  }

  private OpenKey key(UUID keyId) {
    var key = keys.get(keyId);
    if (key == null) {
      throw new Refusal.NotFound("key", keyId).exception();
    }
    return key;
  }

  /** Submits a task again and again from now on; whoever may not submit one may not do this. */
  public void createSchedule(NewSchedule schedule, String by, Instant at) {
    mustBeActive();
    schedules.create(agentId, schedule, by, at);
  }

  /** Has a schedule rest. */
  public void pauseSchedule(UUID scheduleId, String by, Instant at) {
    mustNotBeTerminated();
    schedules.pause(agentId, scheduleId, by, at);
  }

  /** Has a schedule go on from now, without the runs in between. */
  public void resumeSchedule(UUID scheduleId, String by, Instant at) {
    mustNotBeTerminated();
    schedules.resume(agentId, scheduleId, by, at);
  }

  /** Ends a schedule; tasks that it made go on. */
  public void deleteSchedule(UUID scheduleId, String by, Instant at) {
    schedules.delete(agentId, scheduleId, by, at);
  }

  /**
   * What a schedule has to do now; null for nothing, also where there is none any more.
   *
   * @param missedUntil what was due then or before is missed
   */
  public @Nullable DueRun dueRun(UUID scheduleId, Instant missedUntil, Instant at) {
    return schedules.due(scheduleId, missedUntil, at, this::isKnown);
  }

  /** Notes that the run due at a moment was submitted. */
  public void runSchedule(UUID scheduleId, Instant due, UUID taskId, Instant at) {
    if (!isKnown(taskId)) {
      throw new IllegalStateException("a run is noted once its task is submitted");
    }
    schedules.run(agentId, scheduleId, due, taskId, at);
  }

  /** Notes that runs did not happen. */
  public void skipRuns(
      UUID scheduleId, DueRun.Missed runs, String reason, @Nullable String detail, Instant at) {
    schedules.skip(agentId, scheduleId, runs, reason, detail, at);
  }

  /** Voids the tokens that were issued in or before a second; of an erased agent without a word. */
  public void revokeTokens(Instant through, String reason, String by, Instant at) {
    // By another process's clock it may have been later.
    var latest = voidThrough == null || through.isAfter(voidThrough) ? through : voidThrough;
    apply(new TokensRevoked(agentId, latest, erasureId == null ? reason : null, by, at));
  }

  /** Gives the agent this name and these metadata. */
  public void change(String name, Json metadata, String by, Instant at) {
    mustNotBeTerminated();
    apply(new AgentChanged(agentId, name, metadata, by, at));
  }

  /** What became of one of its memories, whose rows the same command has written. */
  public void noteMemory(MemoryEvent event) {
    apply(event);
  }

  /**
   * Passes an agent that is not at its end.
   *
   * @throws RefusedException for one that is
   */
  public void mustNotBeTerminated() {
    if (status == AgentStatus.TERMINATED) {
      throw new Refusal.AgentNotActive(agentId, status).exception();
    }
  }

  /** Its erasure, under way or done; null for none. */
  public @Nullable UUID erasureId() {
    return erasureId;
  }

  /** Notes that somebody is given all there is of it, whatever its status. */
  public void noteExport(UUID exportId, long lines, long files, String by, Instant at) {
    apply(new AgentExported(agentId, exportId, lines, files, by, at));
  }

  /**
   * Passes an agent of which text may still be kept.
   *
   * @throws RefusedException for one that is erased, or is being erased
   */
  public void mustNotBeErased() {
    if (erasureId != null) {
      throw new Refusal.WrongState("Agent " + agentId + " is erased.").exception();
    }
  }

  /**
   * Passes an agent that may be erased, as far as it knows itself.
   *
   * @throws RefusedException for one that isn't at its end
   */
  public void mustBeTerminated() {
    if (status != AgentStatus.TERMINATED) {
      throw new Refusal.AgentNotTerminated(agentId, status).exception();
    }
  }

  /** Begins to erase it; what stands in the way elsewhere is looked for before. */
  public void startErasure(UUID id, String reason, ErasedCounts found, String by, Instant at) {
    mustBeTerminated();
    mustNotBeErased();
    apply(new ErasureStarted(agentId, id, reason, found, by, at));
  }

  /**
   * Empties some rows of an agent that is being erased.
   *
   * @param rows by their primary keys
   */
  public void eraseText(ErasedText of, List<UUID> rows, Instant at) {
    if (erasureId == null || erased) {
      throw new IllegalStateException("rows are emptied while an erasure is under way");
    }
    apply(new TextErased(agentId, erasureId, of, rows, at));
  }

  /** Ends its erasure: the keys of its text are gone. Said again, nothing changes. */
  public void finishErasure(List<String> fingerprints, Instant at) {
    if (erasureId == null) {
      throw new IllegalStateException("an erasure is started before it ends");
    }
    if (!erased) {
      apply(new AgentErased(agentId, erasureId, fingerprints, at));
    }
  }

  /**
   * Empties some rows of what its tasks said on a day that is not kept any longer; what stands in
   * the way elsewhere is looked for before.
   *
   * @param rows of tasks or of their labels, by their primary keys
   */
  public void eraseDayText(
      LocalDate day, int retentionDays, ErasedText of, List<UUID> rows, Instant at) {
    mustBeOver(day, retentionDays, at);
    apply(new DayTextErased(agentId, day.toString(), of, rows, at));
  }

  /**
   * Notes that nothing is left of what its tasks said on a day.
   *
   * @param tasks how many were submitted on that day
   */
  public void eraseDay(LocalDate day, int retentionDays, long tasks, Instant at) {
    mustBeOver(day, retentionDays, at);
    apply(new DayErased(agentId, day.toString(), retentionDays, tasks, at));
  }

  private void mustBeOver(LocalDate day, int retentionDays, Instant at) {
    mustNotBeErased();
    if (!day.plusDays(retentionDays).isBefore(LocalDate.ofInstant(at, ZoneOffset.UTC))) {
      throw new IllegalStateException("a day is kept for as long as it is said");
    }
  }

  /** The open tasks, oldest first. */
  public Map<UUID, OpenTask> openTasks() {
    return new LinkedHashMap<>(open);
  }

  /** The ids of all tasks that are yet to come or to end: open ones, then scheduled ones. */
  public List<UUID> livingTasks() {
    return Stream.concat(open.keySet().stream(), scheduled.keySet().stream()).toList();
  }

  /** The open task, or null when there is none of this id. */
  public @Nullable OpenTask openTask(UUID taskId) {
    return open.get(taskId);
  }

  private OpenTask running(UUID taskId, int attempt) {
    var task = open.get(taskId);
    if (task == null || !isRunning(taskId, attempt)) {
      throw new Refusal.StaleAttempt(taskId, attempt).exception();
    }
    return task;
  }

  // ---- evolve ----

  @EventSourcingHandler
  void on(AgentEvent event) {
    switch (event) {
      case AgentProvisioned e -> begin(e.agentId(), e.entityId(), e.metadata());
      case AgentImported e -> begin(e.agentId(), e.entityId(), e.metadata());
      case AgentSuspended e -> status = AgentStatus.SUSPENDED;
      case AgentResumed e -> status = AgentStatus.ACTIVE;
      case AgentTerminated e -> status = AgentStatus.TERMINATED;
      case KeyCreated e -> keys.put(e.keyId(), OpenKey.created(e.expiresAt()));
      case KeyRotated e ->
          keys.computeIfPresent(e.keyId(), (id, key) -> key.rotated(e.formerUntil(), e.at()));
      case KeyRevoked e -> keys.remove(e.keyId());
      case TokensRevoked e -> voidThrough = e.through();
      case AgentChanged e -> approvalOverUsd = ApprovalRule.of(e.metadata());
      case ErasureStarted e -> erasureId = e.erasureId();
      case TextErased e -> {}
      case AgentErased e -> erased = true;
      case DayTextErased e -> {}
      case DayErased e -> {}
      case AgentExported e -> {}
    }
  }

  private void begin(UUID id, UUID entity, Json metadata) {
    approvalOverUsd = ApprovalRule.of(metadata);
    agentId = id;
    entityId = entity;
    status = AgentStatus.ACTIVE;
  }

  @EventSourcingHandler
  void on(TaskEvent event) {
    switch (event) {
      case TaskSubmitted e -> take(e);
      case TaskStarted e -> open.computeIfPresent(e.taskId(), (id, t) -> t.started(e.attempt()));
      case TaskCompleted e -> open.remove(e.taskId());
      case TaskAttemptFailed e -> open.computeIfPresent(e.taskId(), (id, t) -> t.failed());
      case TaskRequeued e -> open.computeIfPresent(e.taskId(), (id, t) -> t.requeued());
      case TaskDeadLettered e -> forget(e.taskId());
      case TaskRedriven e ->
          open.put(
              e.taskId(),
              new OpenTask(
                  TaskState.QUEUED,
                  e.attempt() - 1,
                  0,
                  e.type(),
                  e.model(),
                  e.estimatedTokens(),
                  e.estimatedCostUsd(),
                  false,
                  0,
                  e.plan()));
      case TaskReleased e -> open.computeIfPresent(e.taskId(), (id, t) -> t.released());
      case TaskCancelled e -> forget(e.taskId());
      case TaskDue e -> {
        scheduled.remove(e.taskId());
        open.put(
            e.taskId(),
            new OpenTask(
                TaskState.QUEUED,
                0,
                0,
                e.type(),
                e.model(),
                e.estimatedTokens(),
                e.estimatedCostUsd(),
                false,
                0,
                e.plan()));
      }
      case TaskExpired e -> forget(e.taskId());
      case TaskApproved e -> approved(e.taskId());
      case TaskDenied e -> forget(e.taskId());
      case TaskBraked e -> open.computeIfPresent(e.taskId(), (id, t) -> t.stopped());
      case TaskUnbraked e -> open.computeIfPresent(e.taskId(), (id, t) -> t.unbraked());
    }
  }

  private void take(TaskSubmitted e) {
    var plan = TaskPlan.of(e.plan());
    if (plan.firstState() == TaskState.SCHEDULED) {
      scheduled.put(e.taskId(), ScheduledTask.of(plan));
    } else {
      open.put(
          e.taskId(),
          new OpenTask(
              plan.firstState(),
              0,
              0,
              e.type(),
              e.model(),
              e.estimatedTokens(),
              e.estimatedCostUsd(),
              false,
              0,
              e.plan()));
    }
  }

  private void approved(UUID taskId) {
    var task = open.get(taskId);
    if (task != null && task.plan().runAt() != null) {
      open.remove(taskId);
      scheduled.put(taskId, ScheduledTask.of(task.plan()));
    } else {
      open.computeIfPresent(taskId, (id, t) -> t.approved());
    }
  }

  private void forget(UUID taskId) {
    open.remove(taskId);
    scheduled.remove(taskId);
  }

  @EventSourcingHandler
  void on(ScheduleEvent event) {
    schedules.on(event);
  }

  /** The tables know the files; no rule of the agent's needs them. */
  @EventSourcingHandler
  void on(FileEvent event) {}

  /** So it is with memories. */
  @EventSourcingHandler
  void on(MemoryEvent event) {}
}
