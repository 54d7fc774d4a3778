package com.geniinow.runtime.query.view.report;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A report as a table for spreadsheets (RFC 4180), a figure a row; written a part at a time. */
final class ReportCsv {
  private static final String HEADER = "agent_id,name,figure,model,count,tokens,cost_usd,query\r\n";

  /** With what a cell begins that a spreadsheet would calculate. */
  private static final String FORMULAS = "=+-@\t\r";

  private final StringBuilder rows = new StringBuilder(HEADER);

  /** The rows of an agent. */
  void add(AgentReport agent) {
    var id = agent.agentId().toString();
    var name = agent.name();
    row(id, name, "tasks_submitted", agent.submitted());
    for (var end : agent.tasks()) {
      row(id, name, "tasks_" + end.status(), new Figure(end.count(), end.query()));
    }
    for (var model : agent.models()) {
      cells(
          id,
          name,
          "usage",
          model.model(),
          Long.toString(model.attempts()),
          Long.toString(model.tokens()),
          model.costUsd().toPlainString(),
          model.query());
    }
    row(id, name, "refusals", agent.refusals());
    row(id, name, "overages", agent.overages());
    row(id, name, "approvals", agent.approvals());
    row(id, name, "brakes", agent.brakes());
    row(id, name, "key_changes", agent.keyChanges());
    row(id, name, "quota_changes", agent.quotaChanges());
  }

  /** The last row; a table without it broke off. */
  void end(Figure budgetChanges) {
    row("", "", "budget_changes", budgetChanges);
  }

  /**
   * What was added since it was taken before, in UTF-8; the first time the heads of the columns.
   */
  byte[] take() {
    var taken = rows.toString().getBytes(StandardCharsets.UTF_8);
    rows.setLength(0);
    return taken;
  }

  private void row(String id, @Nullable String name, String figure, Figure value) {
    cells(id, name, figure, "", Long.toString(value.count()), "", "", value.query());
  }

  private void cells(@Nullable String... cells) {
    rows.append(Stream.of(cells).map(ReportCsv::cell).collect(Collectors.joining(",", "", "\r\n")));
  }

  /** Figures of ours may begin with a minus; texts of others are never calculated. */
  private static String cell(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return "";
    }
    var isFormula = FORMULAS.indexOf(text.charAt(0)) >= 0 && !text.matches("-?[0-9.]+");
    var safe = isFormula ? "'" + text : text;
    return safe.matches("[A-Za-z0-9_./?&=:,-]*") && !safe.contains(",")
        ? safe
        : '"' + safe.replace("\"", "\"\"") + '"';
  }
}
