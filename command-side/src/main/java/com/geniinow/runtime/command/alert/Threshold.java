package com.geniinow.runtime.command.alert;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A figure of each agent that people hear of when it is passed.
 *
 * @param kind names it in the tables
 * @param figure above which it is passed
 * @param rearm at which, or below, it can be passed anew
 * @param unit of the figure, as it is read
 */
record Threshold(
    String kind,
    String headline,
    double figure,
    double rearm,
    String unit,
    ToDoubleFunction<Figures> value,
    java.util.function.Function<Figures, String> detail) {
  /** The kind of the threshold of tokens. */
  static final String TOKENS = "tokens";

  /** The kind of the threshold of open tasks. */
  static final String QUEUE = "queue";

  static List<Threshold> all(AlertSettings settings) {
    return List.of(
        new Threshold(
            TOKENS,
            "Tokens running out",
            settings.tokensPercent(),
            settings.tokensPercent() - settings.percentHysteresis(),
            " %",
            Figures::tokensPercent,
            f -> amount("%,d of %,d tokens this month", f.tokensUsed(), f.tokenLimit())),
        new Threshold(
            "storage",
            "Storage running out",
            settings.storagePercent(),
            settings.storagePercent() - settings.percentHysteresis(),
            " %",
            Figures::storagePercent,
            f -> amount("%,d of %,d bytes", f.storageUsed(), f.storageLimit())),
        new Threshold(
            QUEUE,
            "Queue filling up",
            settings.queueDepth(),
            settings.queueDepth() - settings.queueHysteresis(),
            " open tasks",
            Figures::openTasks,
            f -> "at 100 open tasks further ones are refused"));
  }

  boolean passedBy(Figures agent) {
    return value.applyAsDouble(agent) > figure;
  }

  boolean leftBy(Figures agent) {
    return value.applyAsDouble(agent) <= rearm;
  }

  SlackMessage message(Figures agent, String link) {
    return new SlackMessage("warning", headline)
        .agent(agent.agentId())
        .field("Figure", shown(value.applyAsDouble(agent)))
        .field("Limit", shown(figure))
        .note(detail.apply(agent))
        .link(link, "the agent");
  }

  private String shown(double value) {
    var number =
        value == Math.rint(value)
            ? String.format(Locale.ROOT, "%.0f", value)
            : String.format(Locale.ROOT, "%.1f", value);
    return number + unit;
  }

  private static String amount(String format, long used, long limit) {
    return String.format(Locale.ROOT, format, used, limit);
  }
}
