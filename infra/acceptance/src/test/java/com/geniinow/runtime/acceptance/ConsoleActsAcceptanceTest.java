package com.geniinow.runtime.acceptance;

import static com.geniinow.runtime.acceptance.ConsoleBrowser.name;
import static com.geniinow.runtime.acceptance.ConsoleBrowser.show;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.geniinow.runtime.acceptance.ConsoleBrowser.Look;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What can be done in the console: each act is asked for once, says what will happen and what
 * happened, and leads to its entry in the ledger.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleActsAcceptanceTest {
  private ConsoleBrowser browser;
  private ConsoleFleet fleet;
  private Page page;

  @BeforeAll
  void aFleet() {
    browser = ConsoleBrowser.launch();
    ConsoleFleet.outside();
    fleet = new ConsoleFleet();
  }

  @AfterAll
  void nothingHappenedThatMustNot() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void anAdministrator() {
    page = browser.open(Look.LIGHT, ConsoleFleet.ADMIN);
  }

  @AfterEach
  void leave() {
    page.context().close();
  }

  @Test
  void an_agent_is_suspended_and_resumed() {
    show(page, "#/agents/" + fleet.scout.id());
    act("Suspend…", "takes no new tasks", "Suspend");
    assertThat(page.getByRole(AriaRole.DIALOG)).containsText("scout is suspended.");
    assertEntry("agent suspended");
    assertThat(page.locator(".answer")).containsText("Suspended");

    act("Resume…", "takes tasks again", "Resume");
    assertEntry("agent resumed");
    assertThat(page.locator(".answer")).containsText("Active");
  }

  @Test
  void an_agent_is_braked_and_released() {
    var agent = fleet.agent("braked", Map.of());
    show(page, "#/agents/" + agent.id());
    act("Brake…", "ended within two seconds", "Brake now");
    assertThat(page.getByRole(AriaRole.DIALOG)).containsText("Braked.");
    assertEntry("brake set");

    show(page, "#/agents/" + agent.id());
    assertThat(page.locator(".answer")).containsText("Braked");
    act("Release brake…", "taken on again", "Release");
    assertEntry("brake released");
  }

  @Test
  void a_limit_is_raised_for_a_while() {
    show(page, "#/agents/" + fleet.reader.id());
    page.getByRole(AriaRole.BUTTON, name("Raise limit…")).click();
    var dialog = page.getByRole(AriaRole.DIALOG);
    dialog.getByLabel("Tokens more").fill("500");
    dialog.getByLabel("Reason").fill("the launch");
    dialog.getByRole(AriaRole.BUTTON, in("Raise")).click();
    assertThat(dialog).containsText("higher by 500 tokens until");
    assertEntry("quota raised");
    show(page, "#/agents/" + fleet.reader.id());
    assertThat(page.locator("main")).containsText("1,500 tokens");
    assertThat(page.locator("main")).containsText("the launch");
  }

  @Test
  void what_the_service_refuses_is_said_and_changes_nothing() {
    show(page, "#/agents/" + fleet.reader.id());
    page.getByRole(AriaRole.BUTTON, name("Raise limit…")).click();
    var dialog = page.getByRole(AriaRole.DIALOG);
    dialog.getByLabel("Reason").fill("nothing is raised");
    dialog.getByRole(AriaRole.BUTTON, in("Raise")).click();
    assertThat(dialog.getByRole(AriaRole.ALERT)).containsText("Nothing was changed.");
    Axe.assertNoViolations(page, "a refused act");
    dialog.getByRole(AriaRole.BUTTON, in("Cancel")).click();
    assertThat(dialog).hasCount(0);
  }

  @Test
  void what_is_on_its_way_is_not_left_and_what_got_no_answer_is_not_called_undone() {
    var agent = fleet.agent("in-suspense", Map.of());
    List<Route> held = new ArrayList<>();
    page.route("**/suspend", held::add);
    show(page, "#/agents/" + agent.id());
    act("Suspend…", "takes no new tasks", "Suspend");
    page.waitForCondition(() -> !held.isEmpty());
    var dialog = page.getByRole(AriaRole.DIALOG);
    assertThat(dialog.getByRole(AriaRole.BUTTON, in("Cancel"))).isDisabled();
    page.keyboard().press("Escape");
    page.keyboard().press("Escape");
    assertThat(dialog).isVisible();

    held.getFirst().abort();
    assertThat(dialog.getByRole(AriaRole.ALERT)).containsText("not known whether it was done");
    assertThat(dialog.getByRole(AriaRole.BUTTON, in("Suspend"))).isFocused();
    page.keyboard().press("Escape");
    assertThat(dialog).hasCount(0);
  }

  @Test
  void a_dead_letter_is_redriven_and_a_waiting_task_is_cancelled() {
    var dead =
        ConsoleFleet.submit(
            fleet.scout, ConsoleFleet.simulate(Map.of("fail_attempts", 1, "retryable", false), 10));
    fleet.scout.awaitTask(dead, "dead_lettered");
    show(page, "#/tasks/" + dead);
    page.getByRole(AriaRole.BUTTON, name("Redrive…")).click();
    page.getByRole(AriaRole.DIALOG).getByRole(AriaRole.BUTTON, in("Redrive")).click();
    assertEntry("task redriven");
    fleet.scout.awaitTask(dead, "completed");

    var later =
        ConsoleFleet.submit(
            fleet.scout,
            ConsoleFleet.with(ConsoleFleet.simulate(Map.of(), 10), "delay_seconds", 900));
    show(page, "#/tasks/" + later);
    page.getByRole(AriaRole.BUTTON, name("Cancel…")).click();
    page.getByRole(AriaRole.DIALOG).getByRole(AriaRole.BUTTON, in("Cancel the task")).click();
    assertEntry("task cancelled");
    assertThat(page.locator(".answer")).containsText("Cancelled");
  }

  @Test
  void a_founder_approves_what_was_shown_and_denies() {
    leave();
    page = browser.open(Look.PHONE, fleet.founder);
    var one = awaiting("first");
    var other = awaiting("second");
    show(page, "#/approvals");
    assertThat(page.locator(".answer")).containsText("2 tasks wait for approval");
    decide(one, "Approve", "may use up to 60 tokens");
    assertEntry("task approved");
    fleet.scout.awaitTask(one, "completed");

    show(page, "#/approvals");
    decide(other, "Deny", "ends for good");
    assertEntry("task denied");
    show(page, "#/approvals");
    assertThat(page.locator("main")).containsText("Nothing waits");
  }

  private void decide(String task, String decision, String will) {
    page.locator("article")
        .filter(new Locator.FilterOptions().setHasText(task.substring(0, 8)))
        .getByRole(AriaRole.BUTTON, in(decision + "…"))
        .click();
    var dialog = page.getByRole(AriaRole.DIALOG);
    assertThat(dialog).containsText(will);
    Axe.assertNoViolations(page, "an approval");
    dialog.getByRole(AriaRole.BUTTON, in(decision)).click();
  }

  private String awaiting(String what) {
    return ConsoleFleet.submit(
        fleet.scout,
        ConsoleFleet.with(
            ConsoleFleet.simulate(Map.of("result", what), 60), "approval", "required"));
  }

  @Test
  void everything_works_by_keyboard_alone() {
    var agent = fleet.agent("by-keyboard", Map.of());
    page.context().close();
    page = browser.open(Look.LIGHT);
    var keys = page.keyboard();
    keys.type(ConsoleFleet.ADMIN.token()); // the field has the focus already
    keys.press("Enter");
    assertThat(page.getByRole(AriaRole.HEADING, name("Fleet"))).isVisible();

    show(page, "#/agents/" + agent.id());
    assertThat(page.getByRole(AriaRole.HEADING, name("by-keyboard"))).isFocused();
    page.getByText("Skip to the content").focus(); // the first stop of the Tab key
    keys.press("Enter");
    assertThat(page.locator("main")).isFocused();
    var suspend = page.getByRole(AriaRole.BUTTON, name("Suspend…"));
    for (var n = 0; n < 6 && !Boolean.TRUE.equals(focused(suspend)); n++) {
      keys.press("Tab");
    }
    assertThat(suspend).isFocused();
    keys.press("Enter");
    var dialog = page.getByRole(AriaRole.DIALOG);
    assertThat(dialog).isVisible();
    keys.press("Escape");
    assertThat(dialog).hasCount(0);
    assertThat(suspend).isFocused();

    keys.press("Enter");
    assertThat(dialog.getByLabel("Reason")).isFocused();
    keys.type("typed alone");
    keys.press("Enter");
    assertThat(dialog).containsText("is suspended");
    keys.press("Enter"); // Close has the focus
    assertThat(dialog).hasCount(0);
    assertThat(page.locator(".answer")).containsText("typed alone");
  }

  @Test
  void who_leaves_a_dialog_and_asks_again_at_once_is_asked_again() {
    var agent = fleet.agent("asked-twice", Map.of());
    show(page, "#/agents/" + agent.id());
    var suspend = page.getByRole(AriaRole.BUTTON, name("Suspend…"));
    suspend.click();
    var dialog = page.getByRole(AriaRole.DIALOG);
    assertThat(dialog).isVisible();

    // The event of the end comes after both, as it may for somebody with quick fingers.
    suspend.evaluate(
        """
        button => {
          const dialog = document.querySelector("dialog");
          const ended = new Promise(done => dialog.addEventListener("close", done));
          dialog.close();
          button.click();
          return ended;
        }""");

    assertThat(dialog).isVisible();
    page.keyboard().press("Escape");
    assertThat(dialog).hasCount(0);
  }

  private static Object focused(Locator element) {
    return element.evaluate("e => e === document.activeElement");
  }

  private void act(String button, String will, String confirm) {
    page.getByRole(AriaRole.BUTTON, name(button)).click();
    var dialog = page.getByRole(AriaRole.DIALOG);
    assertThat(dialog).containsText(will);
    Axe.assertNoViolations(page, button);
    dialog.getByLabel("Reason").fill("tried in a test");
    dialog.getByRole(AriaRole.BUTTON, in(confirm)).click();
  }

  /** The link of what was done leads to its entry; then back to where it was done. */
  private void assertEntry(String what) {
    var before = page.url();
    var dialog = page.getByRole(AriaRole.DIALOG);
    dialog
        .getByRole(AriaRole.LINK)
        .filter(new Locator.FilterOptions().setHasText("of the ledger"))
        .click();
    assertThat(page.locator(".entry")).containsText(what);
    assertThat(dialog).hasCount(0);
    show(page, before.substring(before.indexOf('#')));
  }

  private static Locator.GetByRoleOptions in(String name) {
    return new Locator.GetByRoleOptions().setName(name).setExact(true);
  }
}
