package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.quota.PriceList;
import com.geniinow.runtime.command.quota.Reserved;
import com.geniinow.runtime.command.quota.Usage;
import com.geniinow.runtime.platform.model.PromptTokens;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What of a report can be true. Up to the hold it is taken as it is. Beyond it, a model call can't
 * have read more than its prompt's bytes and the most of its images, nor written more than was
 * held: the answer was capped to that. Counts that are missing are our own.
 */
@Component
class TaskUsage {
  /** No report of a task whose tokens nobody can count is taken beyond this. */
  private static final long MOST = TaskRequest.MAX_TOKENS;

  private final TaskTable rows;
  private final PriceList prices;
  private final JsonMapper json;
  private final PromptTokens prompts = new PromptTokens();

  TaskUsage(TaskTable rows, PriceList prices, JsonMapper json) {
    this.rows = rows;
    this.prices = prices;
    this.json = json;
  }

  /**
   * The use that is settled.
   *
   * @param hold what the attempt holds, or null when it holds nothing and nothing will be settled
   */
  Usage of(UUID taskId, UsageReport report, @Nullable Reserved hold) {
    var input = report.inputTokens();
    var output = report.outputTokens();
    if (input != null
        && output != null
        && (hold == null || (input <= hold.tokens() && output <= hold.tokens() - input))) {
      return usage(report, input, output, null);
    }
    return hold == null ? usage(report, 0, 0, null) : bounded(taskId, report, hold);
  }

  private Usage bounded(UUID taskId, UsageReport report, Reserved hold) {
    var task = rows.read(taskId);
    var bounds =
        task.type().equals(TaskSettings.CHAT)
            ? chat(task.model(), json.readTree(task.payload().text()), hold)
            : new Bounds(0, MOST, 0, MOST);
    long input = bounds.input(report.inputTokens());
    long output = bounds.output(report.outputTokens());
    long said = or(report.inputTokens(), input) + or(report.outputTokens(), output);
    return usage(report, input, output, said > input + output ? (Long) said : null);
  }

  private Bounds chat(@Nullable String model, JsonNode payload, Reserved hold) {
    var name = model == null ? "" : model;
    long prompt = prompts.count(name, payload);
    return new Bounds(
        prompt,
        Math.max(hold.tokens(), prompts.most(name, payload)),
        Math.max(0, hold.tokens() - prompt),
        hold.tokens());
  }

  /** Our own counts, and what can be true at most. */
  private record Bounds(long input, long mostInput, long output, long mostOutput) {
    long input(@Nullable Long said) {
      return Math.min(or(said, input), mostInput);
    }

    long output(@Nullable Long said) {
      return Math.min(or(said, output), mostOutput);
    }
  }

  private static long or(@Nullable Long said, long otherwise) {
    return said == null ? otherwise : said;
  }

  /** A reporter that is wrong about its tokens is not believed about its money either. */
  private Usage usage(UsageReport report, long input, long output, @Nullable Long said) {
    long cached = Math.min(or(report.cachedInputTokens(), 0), input);
    var listed = prices.cost(report.model(), input, cached, output).orElse(null);
    BigDecimal cost =
        report.costUsd() == null || (said != null && listed != null) ? listed : report.costUsd();
    return new Usage(report.model(), input, output, cached, cost, said);
  }
}
