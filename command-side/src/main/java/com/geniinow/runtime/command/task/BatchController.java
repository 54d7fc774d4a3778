package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.door.Refusals;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.platform.problem.Problem;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.problem.Reason;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Takes many tasks of one agent at once. */
@RestController
@Tag(name = "tasks")
class BatchController {
  private final SubmitController single;
  private final AgentLine line;
  private final Now now;
  private final TaskReader reader;
  private final Supplier<UUID> ids;
  private final com.geniinow.runtime.command.quota.Refusals refusals;

  BatchController(
      SubmitController single,
      AgentLine line,
      Now now,
      TaskReader reader,
      Supplier<UUID> ids,
      com.geniinow.runtime.command.quota.Refusals refusals) {
    this.single = single;
    this.line = line;
    this.now = now;
    this.reader = reader;
    this.ids = ids;
    this.refusals = refusals;
  }

  @Operation(
      summary = "Submit up to 100 tasks in their order, each alone or all or none",
      description =
          "Each item is as the body of a submission, with its own idempotency_key; a header counts"
              + " for none of them. Each answer has the code and the body that a submission of its"
              + " own would have had. A caller whose key or token was taken back meanwhile gets 401"
              + " for each task from there on, or for all where none was accepted. With all_or_none"
              + " they are one transaction: where one is refused its answer says why, the others"
              + " are 409 batch_refused, nothing is held or queued and no key is used up.")
  @PostMapping("/api/tasks/batch")
  @Allow(Role.AGENT)
  BatchAnswers submit(@Valid @RequestBody BatchRequest request, Caller caller) {
    return new BatchAnswers(
        Boolean.TRUE.equals(request.allOrNone())
            ? together(request.items(), caller)
            : EachAlone.submit(
                request.items(),
                item -> BatchAnswer.of(single.answer(line.send(command(item, caller))))));
  }

  private List<BatchAnswer> together(List<JsonNode> items, Caller caller) {
    List<SubmitTask> commands = new ArrayList<>();
    for (var item : items) {
      try {
        commands.add(command(item, caller));
      } catch (ProblemException e) {
        return refused(items.size(), commands.size(), e.problem());
      }
    }
    SubmittedBatch taken;
    try {
      taken = line.send(new SubmitBatch(caller.agentId(), commands, now.get()));
    } catch (RefusedException e) {
      if (e.refusal() instanceof Refusal.OfBatch of && !of.isPassing()) {
        return refused(items.size(), of.item(), why(of.why(), caller));
      }
      throw e;
    }
    return taken.results().stream().map(result -> BatchAnswer.of(single.answer(result))).toList();
  }

  /** A limit that has no room is put on record, as where a task is submitted alone. */
  private Problem why(Refusal refusal, Caller caller) {
    if (refusal instanceof Refusal.OverQuota over) {
      long sequence = line.send(new RecordRefusal(caller.agentId(), over.why(), now.get()));
      return refusals.problem(over.why(), sequence).problem();
    }
    return Refusals.problem(refusal).problem();
  }

  private static List<BatchAnswer> refused(int size, int deciding, Problem why) {
    var detail = "items[%d] was refused, and so nothing was done.".formatted(deciding);
    var others = new ProblemException(Reason.BATCH_REFUSED, detail, Map.of(), null).problem();
    List<BatchAnswer> answers = new ArrayList<>();
    for (var n = 0; n < size; n++) {
      answers.add(BatchAnswer.of(n == deciding ? why : others));
    }
    return answers;
  }

  private SubmitTask command(JsonNode item, Caller caller) {
    return reader.read(item, caller.agentId(), caller.subject(), ids.get(), now.get());
  }
}
