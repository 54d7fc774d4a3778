package com.geniinow.runtime.acceptance;

import static com.geniinow.runtime.acceptance.ConsoleBrowser.name;
import static com.geniinow.runtime.acceptance.ConsoleBrowser.show;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.geniinow.runtime.acceptance.ConsoleBrowser.Look;
import com.geniinow.runtime.platform.security.JwtMinter;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody could send, and what could go wrong, while the console is open. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleSafetyAcceptanceTest {
  private static final JwtMinter MINTER =
      new JwtMinter(RunningSystem.JWT_SECRET, InstantSource.system());

  /** Milliseconds within which an event shows; without events all is read again every minute. */
  private static final int SOON = 20_000;

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>document.title='taken'</script>",
        "<img src=x onerror=\"document.title='taken'\">",
        "${document.title='taken'}",
        "\"><b>bold</b>",
        "مساعد المبيعات",
        "a-name-that-goes-on-and-on-and-on-and-on-and-on-and-on-and-on-and-on-and-on-and-on-and-on"
      })
  void a_name_is_shown_to_the_letter_and_does_nothing(String called) {
    var agent = fleet.agent(called, Map.of());
    var dead =
        ConsoleFleet.submit(
            agent,
            ConsoleFleet.with(
                ConsoleFleet.simulate(Map.of("fail_attempts", 9, "retryable", false), 1),
                "labels",
                Map.of("markup", called)));
    var page = browser.open(Look.PHONE, fleet.founder);
    show(page, "#/agents/" + agent.id());
    assertThat(page.locator("h1")).hasText(called);
    assertThat(page.locator("h1 bdi")).hasCount(1);
    show(page, "#/tasks/" + dead);
    assertThat(page.locator("main")).containsText(called);
    org.assertj.core.api.Assertions.assertThat(page.title()).isNotEqualTo("taken");
    org.assertj.core.api.Assertions.assertThat(
            page.evaluate("document.documentElement.scrollWidth - innerWidth"))
        .isEqualTo(0);
    page.context().close();
  }

  @Test
  void the_token_is_in_this_tab_s_memory_and_nowhere_else_and_is_gone_when_one_leaves() {
    var page = browser.open(Look.LIGHT, fleet.founder);
    show(page, "#/agents/" + fleet.scout.id());
    page.reload();
    assertThat(page.getByRole(AriaRole.HEADING, name("scout"))).isVisible();
    org.assertj.core.api.Assertions.assertThat(ConsoleBrowser.stored(page, "localStorage"))
        .isEqualTo("[]");
    org.assertj.core.api.Assertions.assertThat(page.context().cookies()).isEmpty();
    org.assertj.core.api.Assertions.assertThat(page.url()).doesNotContain(fleet.founder.token());

    page.getByRole(AriaRole.BUTTON, name("Sign out")).click();
    assertThat(page.getByLabel("Token")).isVisible();
    org.assertj.core.api.Assertions.assertThat(ConsoleBrowser.stored(page, "sessionStorage"))
        .doesNotContain(fleet.founder.token());
    page.context().close();
  }

  @Test
  void a_token_that_ends_meanwhile_leads_to_the_sign_in_and_back_to_where_one_was() {
    var short_ = new Caller(MINTER.founder("ann", fleet.entity, Duration.ofSeconds(20)), null);
    var page = browser.open(Look.LIGHT, short_);
    show(page, "#/agents/" + fleet.scout.id());
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("Your token has ended");
    Axe.assertNoViolations(page, "an ended token");
    ConsoleBrowser.signIn(page, fleet.founder);
    assertThat(page.getByRole(AriaRole.HEADING, name("scout"))).isVisible();
    page.context().close();
  }

  @Test
  void a_token_that_is_taken_back_ends_the_session_with_the_next_read() {
    var sub = "taken-back-" + UUID.randomUUID();
    var caller = new Caller(MINTER.founder(sub, fleet.entity, Duration.ofHours(1)), null);
    var page = browser.open(Look.LIGHT, caller);
    org.assertj.core.api.Assertions.assertThat(
            ConsoleFleet.ADMIN
                .post("/api/subjects/" + sub + "/revoke-tokens", Map.of("reason", "lost"))
                .status())
        .isEqualTo(200);
    page.waitForTimeout(1_100); // a read may be answered by what was known a second ago
    page.evaluate("location.hash = '#/spend'");
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("Your token has ended");
    page.context().close();
  }

  @Test
  void what_is_no_person_s_token_is_refused_with_the_reason() {
    var page = browser.open(Look.LIGHT);
    var alert = page.getByRole(AriaRole.ALERT);
    page.getByLabel("Token").press("Enter");
    assertThat(alert).containsText("Paste a token first.");
    for (var refused :
        Map.of(
                "rubbish",
                "no token of a person",
                fleet.scout.token().token(),
                "the role agent",
                Caller.worker().token(),
                "the role worker",
                fleet.founder.token() + "x",
                "not accepted",
                MINTER.founder("late", fleet.entity, Duration.ofSeconds(-60)),
                "ended already")
            .entrySet()) {
      page.getByLabel("Token").fill(refused.getKey());
      page.getByLabel("Token").press("Enter");
      assertThat(alert).containsText(refused.getValue());
    }
    Axe.assertNoViolations(page, "a refused token");
    page.context().close();
  }

  @Test
  void a_ledger_is_counted_again_in_the_browser_and_a_changed_one_is_found() {
    var task = ConsoleFleet.submit(fleet.scout, ConsoleFleet.simulate(Map.of("tokens", 1), 5));
    fleet.scout.awaitTask(task, "completed");
    var page = browser.open(Look.LIGHT, fleet.founder);
    show(page, "#/agents/" + fleet.scout.id() + "/ledger");
    page.getByRole(AriaRole.BUTTON, name("Verify")).click();
    assertThat(page.locator("[data-check]")).containsText("intact");

    changed(page, "\"tokens\":\"1\"", "\"tokens\":\"0\"", "changed, its hash is not that");
    changed(page, "\\{\"agent_id\":[^\\n]*\"sequence\":2,[^\\n]*\\n", "", "Broken at entry 2");
    page.context().close();
  }

  private void changed(Page page, String pattern, String by, String says) {
    page.route(
        "**/ledger/export",
        route -> {
          var answer = route.fetch();
          route.fulfill(
              new Route.FulfillOptions()
                  .setResponse(answer)
                  .setBody(answer.text().replaceFirst(pattern, by)));
        });
    page.getByRole(AriaRole.BUTTON, name("Verify")).click();
    assertThat(page.locator("[data-check]")).containsText(says);
    page.unroute("**/ledger/export");
  }

  @Test
  void what_happens_meanwhile_is_shown_without_anybody_s_doing() {
    var agent = fleet.agent("watched", Map.of());
    var page = browser.open(Look.LIGHT, fleet.founder);
    show(page, "#/agents/" + agent.id());
    assertThat(page.locator(".answer")).containsText("Active");
    ConsoleBrowser.awaitLive(page);
    giveUpOne(agent);
    assertThat(page.locator(".answer"))
        .containsText("1 dead letter", new ContainsTextOptions().setTimeout(SOON));
    page.context().close();
  }

  private static void giveUpOne(TestAgent agent) {
    var task =
        ConsoleFleet.submit(
            agent, ConsoleFleet.simulate(Map.of("fail_attempts", 9, "retryable", false), 1));
    agent.awaitTask(task, "dead_lettered");
  }

  @Test
  void a_stream_that_breaks_goes_on_behind_the_last_event() {
    var agent = fleet.agent("cut off", Map.of());
    var page = browser.tab(Look.LIGHT);
    page.addInitScript(
        """
        const whole = fetch;
        globalThis.fetch = (url, how) => String(url).includes("/api/stream")
          ? whole(url, { ...how, signal: AbortSignal.any([how.signal, (globalThis.cutter = new AbortController()).signal]) })
          : whole(url, how);""");
    page.navigate(ConsoleBrowser.url());
    ConsoleBrowser.signIn(page, fleet.founder);
    show(page, "#/agents/" + agent.id());
    ConsoleBrowser.awaitLive(page);
    giveUpOne(agent);
    assertThat(page.locator(".answer"))
        .containsText("1 dead letter", new ContainsTextOptions().setTimeout(SOON));

    var next =
        page.waitForRequest(
            request -> request.url().contains("/api/stream"),
            () -> page.evaluate("cutter.abort()"));

    org.assertj.core.api.Assertions.assertThat(next.headers().get("last-event-id")).isNotBlank();
    ConsoleBrowser.awaitLive(page);
    giveUpOne(agent);
    assertThat(page.locator(".answer"))
        .containsText("2 dead letters", new ContainsTextOptions().setTimeout(SOON));
    page.context().close();
  }

  /** As after a restore: the service doesn't know the event that the browser saw last. */
  @Test
  void a_stream_that_doesn_t_know_the_last_event_any_more_is_heard_from_now_on() {
    var page = browser.tab(Look.LIGHT);
    List<String> asked = new ArrayList<>();
    page.route(
        "**/api/stream*",
        route -> {
          asked.add(String.valueOf(route.request().headers().get("last-event-id")));
          if (asked.size() > 1) {
            route.resume();
            return;
          }
          route.fulfill(
              new Route.FulfillOptions()
                  .setContentType("text/event-stream")
                  .setBody("id: of-another-store\nevent: task.started\ndata: {}\n\n"));
        });
    page.navigate(ConsoleBrowser.url());
    ConsoleBrowser.signIn(page, fleet.founder);
    page.waitForCondition(() -> asked.size() >= 3);
    ConsoleBrowser.awaitLive(page);
    org.assertj.core.api.Assertions.assertThat(asked)
        .containsExactly("null", "of-another-store", "null");
    page.context().close();
  }

  @Test
  void an_outage_leaves_what_was_read_and_says_so() {
    var page = browser.open(Look.LIGHT, fleet.founder);
    ConsoleBrowser.settled(page);
    page.route("**/api/**", Route::abort);
    show(page, "#/alerts");
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("Couldn't be read");
    Axe.assertNoViolations(page, "an outage");
    page.unroute("**/api/**");
    page.getByRole(AriaRole.BUTTON, name("Try again")).click();
    assertThat(page.locator("main .table-wrap, main .none")).isVisible();
    page.context().close();
  }

  @Test
  void a_thousand_agents_are_found_and_sorted_at_once_and_paged() {
    var page = browser.open(Look.LIGHT);
    page.route(url -> url.contains("/api/agents?"), this::answer);
    ConsoleBrowser.signIn(page, fleet.founder);
    assertThat(page.locator("main")).containsText("1,000 agents");
    assertThat(page.locator("tbody tr")).hasCount(25);
    var began = System.nanoTime();
    page.getByLabel("Find").fill("agent-777");
    assertThat(page.locator("tbody tr")).hasCount(1);
    page.getByLabel("Find").fill("");
    page.getByRole(AriaRole.BUTTON, name("Today")).click();
    assertThat(page.locator("tbody tr").first()).containsText("agent-999");
    org.assertj.core.api.Assertions.assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isLessThan(Duration.ofSeconds(5));
    page.context().close();
  }

  @Test
  void the_answer_and_the_first_agents_are_there_while_the_others_are_on_their_way() {
    var page = browser.open(Look.LIGHT);
    List<String> asked = new ArrayList<>();
    List<Route> held = new ArrayList<>();
    page.route("**/api/stream*", route -> {}); // when it begins, all is read again
    page.onRequest(request -> asked.add(request.url().replaceAll(".*/api/|\\?.*", "")));
    page.route(
        url -> url.contains("/api/agents?limit=200"),
        route -> {
          if (route.request().url().contains("cursor=200")) {
            held.add(route);
          } else {
            answer(route);
          }
        });
    ConsoleBrowser.signIn(page, fleet.founder);
    assertThat(page.locator(".answer")).containsText("200 agents read. Reading on…");
    assertThat(page.locator("tbody tr")).hasCount(25);
    page.getByLabel("Find").fill("agent-77");
    assertThat(page.locator("tbody tr")).hasCount(1);
    Axe.assertNoViolations(page, "a fleet that is read in part");

    answer(held.getFirst());
    assertThat(page.locator("main")).containsText("of 1,000 agents");
    assertThat(page.locator("tbody tr")).hasCount(11);
    org.assertj.core.api.Assertions.assertThat(asked)
        .containsOnlyOnce("tasks/counts", "usage", "brakes", "alerts", "stream");
    page.context().close();
  }

  @Test
  void agents_that_can_t_be_read_to_their_end_are_shown_as_far_as_they_were() {
    var page = browser.open(Look.LIGHT);
    page.route(
        url -> url.contains("/api/agents?limit=200"),
        route -> {
          if (route.request().url().contains("cursor=400")) {
            route.abort();
          } else {
            answer(route);
          }
        });
    ConsoleBrowser.signIn(page, fleet.founder);
    assertThat(page.locator(".answer"))
        .containsText("400 agents read. The others couldn't be read.");
    assertThat(page.locator("main")).containsText("Couldn't be read to its end");
    assertThat(page.locator("tbody tr")).hasCount(25);

    page.unroute(url -> url.contains("/api/agents?limit=200"));
    page.route(url -> url.contains("/api/agents?limit=200"), this::answer);
    page.getByRole(AriaRole.BUTTON, name("Try again")).click();
    assertThat(page.locator("main")).containsText("1,000 agents");
    page.context().close();
  }

  private void answer(Route route) {
    route.fulfill(
        new Route.FulfillOptions()
            .setContentType("application/json")
            .setBody(agents(route.request().url())));
  }

  /** A page of 1,000 agents. */
  private String agents(String url) {
    var from =
        url.contains("cursor=") ? Integer.parseInt(url.replaceAll(".*cursor=(\\d+).*", "$1")) : 0;
    var items =
        IntStream.range(from, from + 200)
            .mapToObj(
                n ->
                    """
                    {"agent_id":"%s","entity_id":"%s","name":"agent-%d","status":"active","queue_depth":0,
                     "running":0,"dead_lettered":0,"braked":false,"tokens_today":%d,"cost_today_usd":%d,"month":null,
                     "metadata":{},"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z"}"""
                        .formatted(new UUID(1, n), fleet.entity, n, n, n))
            .collect(Collectors.joining(","));
    return "{\"items\":[%s],\"next_cursor\":%s}"
        .formatted(items, from + 200 < 1_000 ? "\"" + (from + 200) + "\"" : "null");
  }

  @Test
  void the_first_screen_is_small_and_can_be_used_at_once() {
    var page = browser.tab(Look.LIGHT); // with nothing kept from before
    List<Request> files = new ArrayList<>();
    page.onRequestFinished(
        request -> {
          if (request.url().contains("/console/")) {
            files.add(request);
          }
        });
    page.addInitScript(
        "sessionStorage.setItem('genii.token', '%s')".formatted(fleet.founder.token()));
    page.navigate(ConsoleBrowser.url());
    assertThat(page.getByRole(AriaRole.HEADING, name("Fleet"))).isVisible();
    page.waitForLoadState();

    var bytes = List.copyOf(files).stream().mapToInt(f -> f.sizes().responseBodySize).sum();
    var usable = "performance.getEntriesByName('genii-usable')[0].startTime";
    var milliseconds = ((Number) page.evaluate(usable)).doubleValue();
    System.out.printf(
        "the console's first screen: %d files, %d bytes, %.0f ms%n",
        files.size(), bytes, milliseconds);
    org.assertj.core.api.Assertions.assertThat(bytes)
        .as("bytes on their way")
        .isBetween(10_000, 150_000);
    org.assertj.core.api.Assertions.assertThat(milliseconds)
        .as("milliseconds until it can be used, while other tests take their share of the machine")
        .isLessThan(5_000);
    page.context().close();
  }

  @Test
  void one_s_own_theme_goes_before_the_system_s() {
    var page = browser.open(Look.LIGHT, fleet.founder);
    var theme =
        page.getByRole(AriaRole.BUTTON)
            .filter(new Locator.FilterOptions().setHas(page.locator(".icon")))
            .first();
    for (var expected : new String[] {"light", "dark", "auto"}) {
      theme.click();
      org.assertj.core.api.Assertions.assertThat(
              page.evaluate("document.documentElement.dataset.theme"))
          .isEqualTo(expected);
    }
    page.context().close();
  }
}
