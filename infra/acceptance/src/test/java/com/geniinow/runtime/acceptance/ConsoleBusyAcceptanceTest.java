package com.geniinow.runtime.acceptance;

import static com.geniinow.runtime.acceptance.ConsoleBrowser.name;
import static com.geniinow.runtime.acceptance.ConsoleBrowser.show;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.acceptance.ConsoleBrowser.Look;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The console over a fleet that changes all the time: what it reads again, and how soon. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleBusyAcceptanceTest {
  private static final int EACH_MS = 200; // between two tasks: fifty changes in a pause
  private static final int LONGEST_MS = 120_000; // of a load, on a machine that does much else
  private static final int READINGS = 3; // of a screen, before the load ends: two pauses
  private static final int QUEUE_FULL = 429; // where the worker is slow
  private static final int MANY = 12; // agents; more than are read one by one

  /** Within which a change shows: 10 s of rest, and what reading takes on a busy machine. */
  private static final int SOON_MS = 20_000;

  /** Less than what is read without an act rests. */
  private static final int AT_ONCE_MS = 8_000;

  private ConsoleBrowser browser;

  @BeforeAll
  void aBrowser() {
    browser = ConsoleBrowser.launch();
    ConsoleFleet.outside();
  }

  @AfterAll
  void nothingHappenedThatMustNot() {
    if (browser != null) {
      browser.close();
    }
  }

  /**
   * A screen that somebody has open.
   *
   * @param read begins the address of what it reads again
   * @param enough how often, before the load ends
   */
  private record Watched(Page page, ConsoleReadings readings, String read, int enough) {
    Watched(Page page, ConsoleReadings readings, String read) {
      this(page, readings, read, READINGS);
    }

    /** One of which only what is read after it was opened counts, or that changes less. */
    Watched twice() {
      return new Watched(page, readings, read, 2);
    }

    boolean isReadAgain() {
      return readings.times(read) >= enough;
    }

    Locator answer() {
      return page.locator("main .answer");
    }

    Locator rows() {
      return page.locator("main tbody tr");
    }

    /** Of the fleet. */
    Locator deadLettersOf(String agent) {
      return rows().filter(new Locator.FilterOptions().setHasText(agent)).locator(".bad-text");
    }
  }

  @Test
  void a_fleet_that_changes_all_the_time_is_read_no_more_often_than_every_ten_seconds() {
    var few = new ConsoleFleet();
    var agent = few.scout;
    var waiting =
        ConsoleFleet.submit(
            agent,
            ConsoleFleet.with(
                ConsoleFleet.simulate(Map.of("result", "x"), 60), "approval", "required"));
    var many = new ConsoleFleet();
    List<TestAgent> all = new ArrayList<>(List.of(agent));
    for (var n = 0; n < MANY; n++) {
      all.add(many.agent("busy-" + n, Map.of()));
    }
    var its = "/api/agents/" + agent.id();
    var fewAgents = watch("#/", few, its).twice(); // the whole list has gone before
    var manyAgents = watch("#/", many, "/api/agents?limit=200");
    var one = watch("#/agents/" + agent.id(), few, its + "/quota");
    var itsTasks = watch("#/agents/" + agent.id() + "/tasks", few, its + "/tasks");
    var itsLedger = watch("#/agents/" + agent.id() + "/ledger", few, its + "/ledger");
    var tasks = watch("#/tasks", many, "/api/tasks?");
    var task = watch("#/tasks/" + waiting, few, "/api/tasks/" + waiting).twice();
    var approvals = watch("#/approvals", few, "/api/tasks?");
    var spend = watch("#/spend", many, "/api/usage?");
    var alerts = watch("#/alerts", many, "/api/alerts?");
    var screens =
        List.of(
            fewAgents, manyAgents, one, itsTasks, itsLedger, tasks, task, approvals, spend, alerts);

    load(one.page(), all, () -> screens.stream().allMatch(Watched::isReadAgain));
    giveUpOne(agent);
    giveUpOne(all.getLast());

    var soon = new ContainsTextOptions().setTimeout(SOON_MS);
    for (var watched : List.of(fewAgents, manyAgents, one, tasks)) {
      assertThat(watched.answer()).containsText("1 dead letter", soon);
    }
    assertThat(fewAgents.deadLettersOf("scout")).containsText("1", soon);
    assertThat(manyAgents.deadLettersOf("busy-" + (MANY - 1))).containsText("1", soon);
    assertThat(itsTasks.rows().first()).containsText("dead lettered", soon);
    assertThat(itsLedger.page().locator("tbody")).containsText("task dead lettered", soon);
    for (var watched : screens) {
      watched.readings().assertRested();
      watched.page().context().close();
    }
  }

  @Test
  void a_tab_that_nobody_looks_at_reads_nothing_and_catches_up_when_it_is_shown() {
    var fleet = new ConsoleFleet();
    var seen = watch("#/", fleet, "/api/tasks/counts");
    var hidden = watch("#/", fleet, "/api/tasks/counts");
    look(hidden.page(), "hidden");
    hidden.readings().forget();
    load(seen.page(), List.of(fleet.scout), seen::isReadAgain);
    giveUpOne(fleet.scout);
    assertThat(seen.answer())
        .containsText("1 dead letter", new ContainsTextOptions().setTimeout(SOON_MS));

    Assertions.assertThat(hidden.readings().addresses()).isEmpty();
    assertThat(hidden.answer()).containsText("no dead letters");
    look(hidden.page(), "visible");
    assertThat(hidden.answer())
        .containsText("1 dead letter", new ContainsTextOptions().setTimeout(AT_ONCE_MS));
    seen.page().context().close();
    hidden.page().context().close();
  }

  @Test
  void what_somebody_did_is_shown_at_once_whatever_was_read_just_now() {
    var fleet = new ConsoleFleet();
    var page = browser.open(Look.LIGHT, ConsoleFleet.ADMIN);
    show(page, "#/agents/" + fleet.scout.id());
    ConsoleBrowser.awaitLive(page);
    for (var act : List.of("Suspend", "Resume", "Suspend")) {
      page.getByRole(AriaRole.BUTTON, name(act + "…")).click();
      var dialog = page.getByRole(AriaRole.DIALOG);
      dialog.getByLabel("Reason").fill("tried in a test");
      dialog
          .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(act).setExact(true))
          .click();
      dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Close")).click();
      assertThat(page.locator(".answer"))
          .containsText(
              act.equals("Resume") ? "Active" : "Suspended",
              new ContainsTextOptions().setTimeout(AT_ONCE_MS));
    }
    page.context().close();
  }

  /** Opens a screen, and waits until it is there and hears of what happens. */
  private Watched watch(String address, ConsoleFleet fleet, String read) {
    var page = browser.tab(Look.LIGHT);
    page.addInitScript(
        """
        sessionStorage.setItem('genii.token', '%s');
        Object.defineProperty(document, 'visibilityState', { get: () => globalThis.looks ?? 'visible' });"""
            .formatted(fleet.founder.token()));
    var readings = new ConsoleReadings(page);
    page.navigate(ConsoleBrowser.url() + address);
    assertThat(page.locator("#app[data-at='%s']".formatted(address))).isVisible();
    ConsoleBrowser.settled(page);
    ConsoleBrowser.awaitLive(page);
    return new Watched(page, readings, read);
  }

  private static void look(Page page, String state) {
    page.evaluate(
        "state => { globalThis.looks = state; document.dispatchEvent(new"
            + " Event('visibilitychange')); }",
        state);
  }

  /** A task of one agent after the other, until enough has been read. */
  private static void load(Page page, List<TestAgent> agents, BooleanSupplier isEnough) {
    var began = System.nanoTime();
    for (var n = 0; !isEnough.getAsBoolean(); n++) {
      Assertions.assertThat((System.nanoTime() - began) / 1_000_000)
          .as("ms until all was read again")
          .isLessThan(LONGEST_MS);
      var answer =
          agents.get(n % agents.size()).submit(ConsoleFleet.simulate(Map.of("tokens", 1), 1));
      Assertions.assertThat(answer.status()).isIn(202, QUEUE_FULL);
      page.waitForTimeout(EACH_MS); // in which Playwright tells what the pages ask for
    }
  }

  /** The last of its tasks, as soon as there is room for it. */
  private static void giveUpOne(TestAgent agent) {
    var failing = ConsoleFleet.simulate(Map.of("fail_attempts", 9, "retryable", false), 1);
    var taken = await().until(() -> agent.submit(failing), answer -> answer.status() == 202);
    agent.awaitTask(taken.text("task_id"), "dead_lettered");
  }
}
