package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.price.Charge;
import com.geniinow.runtime.command.price.Prices;
import com.geniinow.runtime.command.price.Tiers;
import com.geniinow.runtime.command.quota.Reserved;
import com.geniinow.runtime.command.quota.TokenClasses;
import com.geniinow.runtime.command.quota.Usage;
import com.geniinow.runtime.platform.model.PromptTokens;
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
  private final Prices prices;
  private final JsonMapper json;
  private final PromptTokens prompts = new PromptTokens();

  TaskUsage(TaskTable rows, Prices prices, JsonMapper json) {
    this.rows = rows;
    this.prices = prices;
    this.json = json;
  }

  /**
   * The use that is settled.
   *
   * @param reported what its worker reports
   * @param hold what the attempt holds, or null when it holds nothing and nothing will be settled
   */
  Usage of(UUID taskId, UsageReport reported, Reporter by, @Nullable Reserved hold) {
    var said = by == Reporter.AGENT ? reported.ofTokensAlone() : reported;
    if (hold == null) {
      return new Usage(said.model(), 0, 0, null);
    }
    var report = said.model() == null && isHeldForMoney(hold) ? named(taskId, said) : said;
    var input = report.inputTokens();
    var output = report.outputTokens();
    if (input != null
        && output != null
        && input <= hold.tokens()
        && output <= hold.tokens() - input) {
      var plain = usage(report, input, output, null, hold, false);
      if (plain.costUsd() == null || plain.costUsd().compareTo(hold.costUsd()) <= 0) {
        return plain;
      }
    }
    return bounded(taskId, report, by, hold);
  }

  private static boolean isHeldForMoney(Reserved hold) {
    return hold.costUsd().signum() > 0;
  }

  /** A chat has called its task's model, whether its report says so or not. */
  private UsageReport named(UUID taskId, UsageReport report) {
    var task = rows.read(taskId);
    return task.type().equals(TaskSettings.CHAT) ? report.withModel(task.model()) : report;
  }

  private Usage bounded(UUID taskId, UsageReport report, Reporter by, Reserved hold) {
    var task = rows.read(taskId);
    var chat = task.type().equals(TaskSettings.CHAT);
    var bounds =
        chat
            ? chat(task.model(), json.readTree(task.payload().text()), hold)
            : new Bounds(0, MOST, 0, MOST);
    long input = bounds.input(report.inputTokens());
    long output = bounds.output(report.outputTokens());
    long said = or(report.inputTokens(), input) + or(report.outputTokens(), output);
    return usage(
        report,
        input,
        output,
        said > input + output ? (Long) said : null,
        hold,
        chat && by == Reporter.WORKER);
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

  /**
   * A reporter that is wrong about its tokens is not believed about its money either.
   *
   * @param fromProvider whether a provider told it to our own executor; the money that a report
   *     names beside it is no provider's word
   */
  private Usage usage(
      UsageReport report,
      long input,
      long output,
      @Nullable Long said,
      Reserved hold,
      boolean fromProvider) {
    var tokens =
        TokenClasses.within(
            input,
            or(report.cachedInputTokens(), 0),
            or(report.cacheWriteTokens(), 0),
            output,
            or(report.reasoningTokens(), 0));
    var listed = prices.cost(report.model(), tokens, hold.at(), hold.price()).orElse(null);
    if (report.costUsd() == null || (said != null && listed != null)) {
      return listed == null
          ? new Usage(report.model(), tokens, null, null, false, said, fromProvider)
          : charged(report, tokens, listed, said, fromProvider);
    }
    return new Usage(report.model(), tokens, report.costUsd(), null, false, said, false);
  }

  private static Usage charged(
      UsageReport report,
      TokenClasses tokens,
      Charge charge,
      @Nullable Long said,
      boolean fromProvider) {
    var tier = report.serviceTier();
    return new Usage(
        report.model(),
        tokens,
        Tiers.cost(charge.usd(), tier),
        charge.version(),
        Tiers.isDearer(tier) || charge.assumed(),
        said,
        fromProvider);
  }
}
