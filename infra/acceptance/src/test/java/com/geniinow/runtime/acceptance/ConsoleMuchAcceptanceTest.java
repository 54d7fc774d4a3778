package com.geniinow.runtime.acceptance;

import static com.geniinow.runtime.acceptance.ConsoleBrowser.name;
import static com.geniinow.runtime.acceptance.ConsoleBrowser.show;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.geniinow.runtime.acceptance.ConsoleBrowser.Look;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The console where a chain is long, and where a part of it doesn't come. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleMuchAcceptanceTest {
  /** More than an export holds in one piece, or the browser reports on at once. */
  private static final int CHANGES = 520;

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
  void a_long_ledger_is_paged_and_counted_again_to_its_end() {
    var agent = fleet.agent("often-changed", Map.of());
    for (var n = 0; n < CHANGES; n++) {
      var answer = ConsoleFleet.ADMIN.patch("/api/agents/" + agent.id(), Map.of("name", "of-" + n));
      Assertions.assertThat(answer.status()).isEqualTo(200);
    }
    var newest =
        ConsoleFleet.ADMIN
            .get("/api/agents/" + agent.id() + "/ledger?order=desc&limit=1")
            .body()
            .path("items")
            .get(0)
            .path("sequence")
            .asInt();
    Assertions.assertThat(newest).isGreaterThan(CHANGES);
    var page = browser.open(Look.LIGHT, fleet.founder);
    show(page, "#/agents/" + agent.id() + "/ledger");

    page.getByRole(AriaRole.BUTTON, name("Verify")).click();
    assertThat(page.locator("[data-check]")).containsText(newest + " entries, intact.");

    page.route(
        "**/ledger/export",
        route -> {
          var answer = route.fetch();
          route.fulfill(
              new Route.FulfillOptions()
                  .setResponse(answer)
                  .setBody(
                      answer.text().replaceFirst("agent_changed\"}\\n\\z", "agent_resumed\"}\n")));
        });
    page.getByRole(AriaRole.BUTTON, name("Verify")).click();
    assertThat(page.locator("[data-check]"))
        .containsText("Broken at entry " + newest + ": changed");

    var older = page.getByRole(AriaRole.BUTTON, name("Older"));
    assertThat(page.locator("tbody tr").first()).containsText("agent changed");
    for (var at = 2; at <= 1 + (newest - 1) / 50; at++) {
      older.click();
      assertThat(page.locator(".pager")).containsText("Page " + at);
    }
    assertThat(older).isDisabled();
    assertThat(page.locator("tbody tr").last().locator("td").first()).hasText("1");
    page.context().close();
  }

  @Test
  void a_chart_whose_library_doesn_t_come_says_so_and_leaves_the_rest() {
    fleet.scout.awaitTask(
        ConsoleFleet.submit(fleet.scout, ConsoleFleet.simulate(Map.of("tokens", 7), 10)),
        "completed");
    var page = browser.open(Look.LIGHT, fleet.founder);
    for (var file : List.of("uPlot.esm.js", "uPlot.min.css")) {
      page.route("**/vendor/uplot/" + file, Route::abort);
      show(page, "#/agents/" + fleet.scout.id());
      page.getByRole(AriaRole.BUTTON, name("Tokens")).click();
      assertThat(page.locator(".plot"))
          .hasText("The chart couldn't be loaded; its figures are in the table below.");
      page.getByText("As a table").click();
      assertThat(page.getByRole(AriaRole.REGION, name("Spend as a table")))
          .containsText("7 tokens");
      Axe.assertNoViolations(page, "a chart without its library");
      show(page, "#/spend");
      assertThat(page.locator("main")).containsText("Shared budget");
      page.unroute("**/vendor/uplot/" + file);
      page.reload();
      ConsoleBrowser.settled(page);
    }

    page.getByRole(AriaRole.BUTTON, name("Tokens")).click();
    assertThat(page.locator(".plot canvas")).isVisible();
    page.context().close();
  }
}
