package com.geniinow.runtime.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** What somebody does who has the console open: every screen, and what is done on it. */
final class ConsoleWalk {
  private static final String ROWS = "document.querySelectorAll('tbody tr').length";
  private static final String BUTTON =
      "[...document.querySelectorAll('button')].find((b) => b.textContent.trim() === '%s')";
  private static final int PAGES = 20;

  private final ConsoleTab tab;
  private final Servers servers;
  private final Report report;

  ConsoleWalk(ConsoleTab tab, Servers servers, Report report) {
    this.tab = tab;
    this.servers = servers;
    this.report = report;
  }

  /**
   * Walks.
   *
   * @param agent the one with so many tasks, whose ledger has so many entries
   */
  void run(UUID agent, int tasks, long entries, int rounds) {
    fleet(rounds);
    screens(agent, tasks, entries, rounds);
    verify(agent, entries);
    tab.show("#/");
    report.figure("heap at the end, MB", Report.format(tab.heap()));
  }

  private void fleet(int rounds) {
    Report.progress("the fleet: paging, sorting, searching");
    report.section("the fleet in use, ms, the slowest of %d rounds".formatted(rounds));
    var page = new Latencies();
    var sort = new Latencies();
    var find = new Latencies();
    var filter = new Latencies();
    for (var round = -1; round < rounds; round++) {
      page(round < 0 ? new Latencies() : page);
      for (var column = 0; column < 7; column++) {
        record(
            round < 0 ? new Latencies() : sort,
            "document.querySelectorAll('.sort')[%d].click()".formatted(column),
            "document.querySelectorAll('th')[%d].ariaSort !== 'none'".formatted(column));
      }
      for (var text : new String[] {"a", "agent-", "agent-0", ConsoleRows.name(77), ""}) {
        record(
            round < 0 ? new Latencies() : find,
            """
            { const i = document.querySelector('input[type=search]'); i.value = '%s';
              i.dispatchEvent(new InputEvent('input', { bubbles: true })); }"""
                .formatted(text),
            ROWS + (text.length() == 10 ? " === 1" : " === 25"));
      }
      for (var only : new String[] {"near", "dead", ""}) {
        record(
            round < 0 ? new Latencies() : filter,
            """
            { const s = document.querySelector('main select'); s.value = '%s';
              s.dispatchEvent(new Event('change', { bubbles: true })); }"""
                .formatted(only),
            ROWS + " > 0");
      }
    }
    ConsoleVisits.target(report, "the next page, to the last one", page.percentile(100));
    ConsoleVisits.target(report, "sorted by each column", sort.percentile(100));
    ConsoleVisits.target(report, "found by name, letter by letter", find.percentile(100));
    ConsoleVisits.target(report, "filtered", filter.percentile(100));
    report.result(
        "the fleet in use",
        Map.of(
            "page", page.asMap(),
            "sort", sort.asMap(),
            "find", find.asMap(),
            "filter", filter.asMap()));
  }

  /** To the end, and back to the first page by sorting. */
  private void page(Latencies latencies) {
    tab.show("#/approvals");
    tab.show("#/");
    while (tab.number("+!" + BUTTON.formatted("Next") + ".disabled") > 0) {
      var before = tab.text("document.querySelector('.pager span').textContent");
      record(
          latencies,
          BUTTON.formatted("Next") + ".click()",
          "document.querySelector('.pager span').textContent !== '%s'".formatted(before));
    }
  }

  private void record(Latencies latencies, String act, String until) {
    ConsoleVisits.record(latencies, tab.time(act, until));
  }

  private void screens(UUID agent, int tasks, long entries, int rounds) {
    Report.progress("every screen");
    report.section("from a click until all of it is there, ms, %d rounds".formatted(rounds));
    var screens = addresses(agent, tasks, entries);
    Map<String, Latencies> took = new LinkedHashMap<>();
    var older = new Latencies();
    double opened = 0;
    for (var round = -1; round < rounds; round++) {
      for (var screen : screens.entrySet()) {
        var before = tab.requests();
        var latencies = took.computeIfAbsent(screen.getKey(), name -> new Latencies());
        var ms = tab.show(screen.getValue());
        if (round >= 0) {
          ConsoleVisits.record(latencies, ms);
        }
        if (opened == 0) {
          opened = tab.requests() - before;
        }
        if (round >= 0 && screen.getValue().endsWith("/tasks")) {
          pages(older);
        }
      }
    }
    took.forEach(
        (name, latencies) -> {
          ConsoleVisits.target(
              report,
              "%s (p50 %s)".formatted(name, Report.format(latencies.percentile(50))),
              latencies.percentile(100));
          report.result(name, latencies.asMap());
        });
    ConsoleVisits.target(report, "a page of tasks further", older.percentile(100));
    report.figure("requests, from the fleet to an agent", Report.format(opened));
  }

  private void pages(Latencies latencies) {
    for (var n = 2; n < PAGES; n++) {
      record(
          latencies,
          BUTTON.formatted("Older") + ".click()",
          "document.querySelector('.pager span').textContent === 'Page %d'".formatted(n));
    }
  }

  private Map<String, String> addresses(UUID agent, int tasks, long entries) {
    var its = "#/agents/" + agent;
    var middle = entries / 2;
    var of = "FROM ledger_entries WHERE agent_id = '%s' AND sequence = %d".formatted(agent, middle);
    var task = servers.text("SELECT details::json ->> 'task_id' " + of);
    var at =
        servers
            .text(
                "SELECT to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') "
                    + of)
            .replace(":", "%3A");
    Map<String, String> addresses = new LinkedHashMap<>();
    addresses.put("the agent with %d tasks".formatted(tasks), its);
    addresses.put("its tasks", its + "/tasks");
    addresses.put("- given up", its + "/tasks?status=dead_lettered");
    addresses.put("- of a type", its + "/tasks?type=webhook");
    addresses.put("- with a label", its + "/tasks?label=team%3Dteam7");
    addresses.put("- none fits", its + "/tasks?type=nothing&label=team%3Dteam7");
    addresses.put("a task", "#/tasks/" + task);
    addresses.put("its ledger of %d".formatted(entries), its + "/ledger");
    addresses.put("an entry in the middle", its + "/ledger?entry=%d&at=%s".formatted(middle, at));
    addresses.put("its refusals", its + "/refusals");
    addresses.put("all tasks", "#/tasks");
    addresses.put("all that were given up", "#/tasks?status=dead_lettered");
    addresses.put("spend", "#/spend");
    addresses.put("alerts", "#/alerts");
    addresses.put("the fleet again", "#/");
    return addresses;
  }

  private void verify(UUID agent, long entries) {
    Report.progress("verifying %d entries in the browser".formatted(entries));
    tab.show("#/agents/" + agent + "/ledger");
    var ms =
        tab.time(
            BUTTON.formatted("Verify") + ".click()",
            "document.querySelector('[data-check]:not([data-check=running])')");
    var says = tab.text("document.querySelector('[data-check]').textContent.trim()");
    if (!says.contains("intact")) {
      throw new IllegalStateException(says);
    }
    report.figure("verified in the browser, s", Report.format(ms / 1_000));
    report.figure("... entries a second", Report.format(entries / ms * 1_000));
    report.figure("... heap after it, MB", Report.format(tab.heap()));
    report.result("verified, ms", ms);
  }
}
