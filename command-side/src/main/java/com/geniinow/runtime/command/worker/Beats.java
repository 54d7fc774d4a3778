package com.geniinow.runtime.command.worker;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.command.task.Heartbeat;
import com.geniinow.runtime.command.task.Reporter;
import com.geniinow.runtime.command.task.TaskSettings;
import com.geniinow.runtime.platform.problem.Reason;
import com.geniinow.runtime.platform.security.Ownership;
import com.geniinow.runtime.queue.HeldJob;
import com.geniinow.runtime.queue.QueueUnavailableException;
import com.geniinow.runtime.queue.TaskQueue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Keeps attempts for those who say that they still run. */
@Component
class Beats {
  private static final Logger log = LoggerFactory.getLogger(Beats.class);
  private static final UUID NOBODY = new UUID(0, 0);

  private final AgentLine line;
  private final AgentTurns turns;
  private final Ownership ownership;
  private final TaskQueue queue;
  private final Duration lease;
  private final Now now;

  Beats(
      AgentLine line,
      AgentTurns turns,
      Ownership ownership,
      TaskQueue queue,
      TaskSettings settings,
      Now now) {
    this.line = line;
    this.turns = turns;
    this.ownership = ownership;
    this.queue = queue;
    this.lease = settings.lease();
    this.now = now;
  }

  /** What whoever runs an attempt is to do. */
  enum Action {
    CONTINUE,
    /** It no longer counts; after a brake its use may still be reported. */
    STOP
  }

  /**
   * An answer to a heartbeat.
   *
   * @param reason why to stop; null to go on
   */
  record BeatAnswer(
      UUID taskId,
      int attempt,
      Action action,
      @Schema(allowableValues = {"stale_attempt", "braked"}) @Nullable String reason) {}

  /** One attempt of somebody's. */
  private record Beat(UUID agentId, BeatController.RunningAttempt item) {}

  /**
   * Answers each in its place.
   *
   * @param agentId who says so, of its own alone; null for a worker of the runtime
   */
  List<BeatAnswer> beat(List<BeatController.RunningAttempt> items, @Nullable UUID agentId) {
    var by = agentId == null ? Reporter.WORKER : Reporter.AGENT;
    var beats = items.stream().map(item -> new Beat(owner(item, agentId), item)).toList();
    var answers = turns.each(beats, Beat::agentId, beat -> answer(beat, by));
    extend(beats, answers);
    return answers;
  }

  private UUID owner(BeatController.RunningAttempt item, @Nullable UUID agentId) {
    return ownership
        .ownerOfTask(item.taskId())
        .map(Ownership.TaskOwner::agentId)
        .filter(owner -> agentId == null || agentId.equals(owner))
        .orElse(NOBODY);
  }

  private BeatAnswer answer(Beat beat, Reporter by) {
    var item = beat.item();
    if (beat.agentId().equals(NOBODY)) {
      return stop(item, Reason.STALE_ATTEMPT);
    }
    var said = item.progress();
    var progress = said == null ? null : new Heartbeat.Progress(said.percent(), said.message());
    try {
      var left =
          line.send(
              new Heartbeat(
                  beat.agentId(), item.taskId(), item.attempt(), progress, by, now.get()));
      return left.equals(Heartbeat.GOES_ON)
          ? new BeatAnswer(item.taskId(), item.attempt(), Action.CONTINUE, null)
          : stop(item, Reason.BRAKED);
    } catch (RefusedException e) {
      if (e.refusal() instanceof Refusal.StaleAttempt || e.refusal() instanceof Refusal.NotFound) {
        return stop(item, Reason.STALE_ATTEMPT);
      }
      throw e;
    }
  }

  private static BeatAnswer stop(BeatController.RunningAttempt item, Reason reason) {
    return new BeatAnswer(item.taskId(), item.attempt(), Action.STOP, reason.code());
  }

  /** Redis is told as a courtesy. */
  private void extend(List<Beat> beats, List<BeatAnswer> answers) {
    var held = new ArrayList<HeldJob>();
    for (var n = 0; n < beats.size(); n++) {
      if (answers.get(n).action() == Action.CONTINUE) {
        var beat = beats.get(n);
        held.add(new HeldJob(beat.agentId(), beat.item().taskId(), beat.item().attempt()));
      }
    }
    try {
      queue.extend(held, lease);
    } catch (QueueUnavailableException e) {
      log.debug("Redis was not told: {}", e.getMessage());
    }
  }
}
