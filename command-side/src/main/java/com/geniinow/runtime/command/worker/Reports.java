package com.geniinow.runtime.command.worker;

import com.geniinow.runtime.command.door.Refusals;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.IdempotencyKeyTable;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.command.task.CompleteAttempt;
import com.geniinow.runtime.command.task.FailAttempt;
import com.geniinow.runtime.command.task.HandBack;
import com.geniinow.runtime.command.task.ReleaseAttempt;
import com.geniinow.runtime.command.task.Reporter;
import com.geniinow.runtime.command.task.TaskSettings;
import com.geniinow.runtime.command.task.UsageReport;
import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.platform.problem.Reason;
import com.geniinow.runtime.platform.security.Ownership;
import com.geniinow.runtime.platform.web.StorableText;
import com.geniinow.runtime.queue.EndedAttempt;
import com.geniinow.runtime.queue.Ending;
import com.geniinow.runtime.queue.QueueUnavailableException;
import com.geniinow.runtime.queue.TaskQueue;
import jakarta.validation.Validator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Records how attempts ended; each report stands alone. */
@Component
class Reports {
  private static final Logger log = LoggerFactory.getLogger(Reports.class);
  private static final UUID NOBODY = new UUID(0, 0);
  static final String ALREADY_RECORDED = "already_recorded";

  private final AgentLine line;
  private final AgentTurns turns;
  private final Ownership ownership;
  private final ClaimReads reads;
  private final TaskQueue queue;
  private final HandBack handBack;
  private final Validator validator;
  private final JsonMapper mapper;
  private final Now now;

  Reports(
      AgentLine line,
      AgentTurns turns,
      Ownership ownership,
      ClaimReads reads,
      TaskQueue queue,
      HandBack handBack,
      Validator validator,
      JsonMapper mapper,
      Now now) {
    this.line = line;
    this.turns = turns;
    this.ownership = ownership;
    this.reads = reads;
    this.queue = queue;
    this.handBack = handBack;
    this.validator = validator;
    this.mapper = mapper;
    this.now = now;
  }

  /**
   * What became of a report.
   *
   * @param taskId as it was sent; null where it is none
   * @param attempt as it was sent; null where it is none
   * @param reason why it does not count; null where it does
   */
  record ReportAnswer(
      @Nullable UUID taskId, @Nullable Integer attempt, int status, @Nullable String reason) {}

  /** A report that could be read, or why it couldn't. */
  private record Read(
      JsonNode sent, @Nullable ReportItem item, UUID agentId, @Nullable ReportAnswer refused) {
    Read refused(int status, String reason) {
      return new Read(
          sent, item, agentId, new ReportAnswer(id(sent), attempt(sent), status, reason));
    }
  }

  /**
   * Records them, those of one agent in their order.
   *
   * @param agentId who reports, of its own alone; null for a worker of the runtime
   */
  List<ReportAnswer> record(List<JsonNode> sent, @Nullable UUID agentId) {
    var by = agentId == null ? Reporter.WORKER : Reporter.AGENT;
    var items = sent.stream().map(node -> read(node, agentId)).toList();
    return turns.each(
        items, Read::agentId, item -> item.refused() == null ? record(item, by) : item.refused());
  }

  private Read read(JsonNode sent, @Nullable UUID agentId) {
    var raw = new Read(sent, null, NOBODY, null);
    ReportItem item;
    try {
      item = mapper.treeToValue(sent, ReportItem.class);
    } catch (JacksonException e) {
      return raw.refused(400, Reason.INVALID_REQUEST.code());
    }
    if (item == null || !validator.validate(item).isEmpty() || lacksItsError(item)) {
      return raw.refused(400, Reason.INVALID_REQUEST.code());
    }
    if (text(item).getBytes(StandardCharsets.UTF_8).length > TaskSettings.MAX_DOCUMENT_BYTES) {
      return raw.refused(400, Reason.PAYLOAD_TOO_LARGE.code());
    }
    if (isUnstorable(item.result())) {
      return raw.refused(400, Reason.INVALID_REQUEST.code());
    }
    var owner = ownership.ownerOfTask(item.taskId()).orElse(null);
    if (owner == null || (agentId != null && !agentId.equals(owner.agentId()))) {
      return raw.refused(404, Reason.NOT_FOUND.code());
    }
    return new Read(sent, item, owner.agentId(), null);
  }

  private static boolean lacksItsError(ReportItem item) {
    return item.outcome() == ReportItem.Outcome.FAILED && item.error() == null;
  }

  private static String text(ReportItem item) {
    return item.result() == null ? "null" : item.result().toString();
  }

  /** What can't be kept would fail the command, and so all that is reported with it. */
  private static boolean isUnstorable(@Nullable JsonNode node) {
    if (node == null) {
      return false;
    }
    if (node.isString()) {
      return StorableText.firstUnstorable(node.stringValue()) >= 0;
    }
    for (var field : node.properties()) {
      if (StorableText.firstUnstorable(field.getKey()) >= 0 || isUnstorable(field.getValue())) {
        return true;
      }
    }
    if (node.isArray()) {
      for (var part : node) {
        if (isUnstorable(part)) {
          return true;
        }
      }
    }
    return false;
  }

  private ReportAnswer record(Read read, Reporter by) {
    var item = Objects.requireNonNull(read.item());
    var hash = IdempotencyKeyTable.hash(read.sent().toString());
    try {
      if (send(read.agentId(), item, by, hash)) {
        return new ReportAnswer(item.taskId(), item.attempt(), 200, null);
      }
      return stale(read.agentId(), item, by, hash);
    } catch (RefusedException e) {
      var refusal = e.refusal();
      if (refusal instanceof Refusal.StaleAttempt) {
        return stale(read.agentId(), item, by, hash);
      }
      var problem = Refusals.problem(refusal).problem();
      return switch (problem.reason().status()) {
        case 400, 404, 409 ->
            new ReportAnswer(
                item.taskId(), item.attempt(), problem.reason().status(), problem.reason().code());
        default -> throw e;
      };
    }
  }

  private ReportAnswer stale(UUID agentId, ReportItem item, Reporter by, String hash) {
    var isRecorded = reads.isRecorded(item.taskId(), item.attempt(), hash);
    if (by == Reporter.WORKER) {
      // It isn't the running attempt, so what the queue holds of it holds a slot for nothing.
      settle(agentId, item, Ending.FAILED);
    }
    return new ReportAnswer(
        item.taskId(),
        item.attempt(),
        409,
        isRecorded ? ALREADY_RECORDED : Reason.STALE_ATTEMPT.code());
  }

  private boolean send(UUID agentId, ReportItem item, Reporter by, String hash) {
    var id = item.taskId();
    int attempt = item.attempt();
    return switch (item.outcome()) {
      case COMPLETED -> {
        var usage = item.usage() == null ? UsageReport.NONE : item.usage();
        var counted =
            line.send(
                new CompleteAttempt(
                    agentId, id, attempt, new Json(text(item)), usage, by, hash, now.get()));
        yield counted && settle(agentId, item, Ending.COMPLETED);
      }
      case FAILED -> {
        var counted =
            line.send(
                new FailAttempt(
                    agentId,
                    id,
                    attempt,
                    String.valueOf(item.error()),
                    item.retryable() == null || item.retryable(),
                    item.retryAfter(),
                    by == Reporter.WORKER ? item.cause() : null,
                    item.usage(),
                    by,
                    hash,
                    now.get()));
        yield counted && settle(agentId, item, Ending.FAILED);
      }
      case RELEASED -> {
        var released =
            line.send(new ReleaseAttempt(agentId, id, attempt, item.usage(), by, hash, now.get()));
        if (released.next() > 0) {
          handBack.tryNow(agentId, id, released);
        }
        yield released.counted() && (released.next() > 0 || settle(agentId, item, Ending.FAILED));
      }
    };
  }

  /** Redis is told as a courtesy: what it doesn't hear, leases and reconciling make up for. */
  private boolean settle(UUID agentId, ReportItem item, Ending ending) {
    try {
      queue.settle(List.of(new EndedAttempt(agentId, item.taskId(), item.attempt(), ending)));
    } catch (QueueUnavailableException e) {
      log.debug("Redis was not told: {}", e.getMessage());
    }
    return true;
  }

  private static @Nullable UUID id(JsonNode sent) {
    try {
      return sent.path("task_id").isString()
          ? UUID.fromString(sent.path("task_id").stringValue())
          : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable Integer attempt(JsonNode sent) {
    var attempt = sent.path("attempt");
    return attempt.isInt() ? (Integer) attempt.intValue() : null;
  }
}
