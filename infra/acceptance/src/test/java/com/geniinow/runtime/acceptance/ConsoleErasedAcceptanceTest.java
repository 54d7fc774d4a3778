package com.geniinow.runtime.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.acceptance.ConsoleBrowser.Look;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** How the console shows who has no name any more, and checks what was erased of a ledger. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleErasedAcceptanceTest {
  private static final String NAME = "canary-of-the-console";

  /** An export in which three entries are redacted, and the keys that signed that. */
  private static final Path REDACTED = Path.of("../../query-side/src/test/node/console");

  private static final String EXPORT = "**/ledger/export";
  private static final String KEYS = "**/api/audit/keys";

  private ConsoleBrowser browser;
  private ConsoleFleet fleet;

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

  @Test
  void an_erased_agent_is_found_and_spoken_of_as_erased_and_never_as_null() {
    var agent =
        fleet.agent(NAME, Map.of("monthly_cost_limit_usd", 20, "monthly_token_limit", 1_000));
    erase(agent);
    var page = browser.open(Look.LIGHT, fleet.founder);
    ConsoleBrowser.settled(page);

    assertThat(page.locator("tbody tr")).hasCount(3);
    for (var figure : new String[] {"Spend", "Tokens"}) {
      assertThat(page.getByLabel(figure + " of an erased agent this month")).hasCount(1);
    }
    Assertions.assertThat(page.content()).doesNotContain("of null").doesNotContain(NAME);
    Axe.assertNoViolations(page, "a fleet with an erased agent");

    page.getByLabel("Find").fill("null");
    assertThat(page.locator("main")).containsText("No agent fits.");
    page.getByLabel("Find").fill("erased");
    assertThat(page.locator("tbody tr")).hasCount(1);
    page.getByLabel("Find").fill(agent.id().toString());
    assertThat(page.locator("tbody tr")).hasCount(1);
    page.context().close();
  }

  @Test
  void a_ledger_is_intact_with_redactions_that_a_key_of_the_service_signed() {
    var page = browser.open(Look.LIGHT, fleet.founder);
    ConsoleBrowser.show(page, "#/agents/" + fleet.scout.id() + "/ledger");
    page.route(EXPORT, route -> answer(route, "redacted.ndjson"));
    page.route(KEYS, route -> answer(route, "redacted-keys.json"));
    verify(page, "9 entries, intact, 3 redacted.");
    assertThat(page.locator("[data-check]")).containsText("Redactions signed by key ");
    Axe.assertNoViolations(page, "a ledger with redactions");

    page.unroute(KEYS);
    verify(page, "Broken at entry 1: redacted, the signature of its redaction");

    page.route(KEYS, route -> route.fulfill(new Route.FulfillOptions().setStatus(503)));
    verify(page, "9 entries, 3 redacted, signatures not checked: the keys");
    Axe.assertNoViolations(page, "a ledger with redactions that nobody vouches for");
    page.context().close();
  }

  private static void answer(Route route, String file) {
    route.fulfill(new Route.FulfillOptions().setPath(REDACTED.resolve(file)));
  }

  private static void verify(Page page, String says) {
    page.getByRole(AriaRole.BUTTON, ConsoleBrowser.name("Verify")).click();
    assertThat(page.locator("[data-check]")).containsText(says);
  }

  private static void erase(TestAgent agent) {
    var path = "/api/agents/" + agent.id();
    var reason = Map.of("reason", "asked for");
    var ended = ConsoleFleet.ADMIN.post(path + "/terminate", reason);
    Assertions.assertThat(ended.status()).as("%s", ended.body()).isEqualTo(200);
    var begun = ConsoleFleet.ADMIN.post(path + "/erase", reason);
    Assertions.assertThat(begun.status()).as("%s", begun.body()).isEqualTo(202);
    await()
        .atMost(Duration.ofMinutes(3))
        .until(() -> ConsoleFleet.ADMIN.get(path + "/erase").text("state").equals("done"));
  }
}
