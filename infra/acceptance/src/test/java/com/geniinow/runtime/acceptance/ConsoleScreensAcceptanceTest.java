package com.geniinow.runtime.acceptance;

import static com.geniinow.runtime.acceptance.ConsoleBrowser.name;
import static com.geniinow.runtime.acceptance.ConsoleBrowser.settled;
import static com.geniinow.runtime.acceptance.ConsoleBrowser.show;
import static com.geniinow.runtime.acceptance.ConsoleFleet.ADMIN;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.acceptance.ConsoleBrowser.Look;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Each screen of the console in a real browser, for whom it is and for whom not, in both colours
 * and on a phone, without a violation that axe-core finds. Pictures of all of it go into the
 * build's folder, with {@code -Dconsole.screenshots=true} those of docs/console.md there.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleScreensAcceptanceTest {
  private static final Path PICTURES = Path.of("target", "console");
  private static final Path DOCUMENT = Path.of("..", "..", "docs", "console");

  /** Those that the document shows in the dark and on a phone, too. */
  private static final Set<String> IN_EVERY_LOOK = Set.of("sign-in", "fleet");

  private ConsoleBrowser browser;
  private ConsoleFleet fleet;
  private ConsoleFleet.Tasks tasks;
  private String brake = "";

  @BeforeAll
  void aFleetWithSomethingOfEverything() {
    browser = ConsoleBrowser.launch();
    ConsoleFleet.outside();
    fleet = new ConsoleFleet();
    fleet.agent("support-triage", Map.of());
    tasks = fleet.fill();
    var limits = Map.of("monthly_cost_limit_usd", 100, "daily_cost_limit_usd", 5);
    Assertions.assertThat(ADMIN.put("/api/budgets/entities/" + fleet.entity, limits).status())
        .isEqualTo(200);
    release(brake(fleet.agent("night-crawler", Map.of()), "pages without end"), "they end now");
    brake = brake(fleet.agent("newsletter", Map.of()), "sends everything twice");
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> fleet.founder.get("/api/alerts").body().toString().contains("dead-lettered"));
  }

  private static String brake(TestAgent agent, String reason) {
    var asked = Map.of("scope", "agent", "id", agent.id(), "reason", reason);
    return ADMIN.post("/api/brakes", asked).text("brake_id");
  }

  private static void release(String brake, String reason) {
    var path = "/api/brakes/" + brake + "?reason=" + URLEncoder.encode(reason, UTF_8);
    Assertions.assertThat(ADMIN.delete(path).status()).isEqualTo(200);
  }

  @AfterAll
  void nothingHappenedThatMustNot() {
    if (!brake.isEmpty()) {
      release(brake, "the test is over");
    }
    if (browser != null) {
      browser.close();
    }
  }

  /** The screens with what each must say. */
  private Map<String, Screen> screens() {
    var scout = "#/agents/" + fleet.scout.id();
    Map<String, Screen> screens = new LinkedHashMap<>();
    screens.put(
        "fleet",
        new Screen(
            "#/",
            "1 agent over 80 % of a limit, 1 braked, 1 dead letter, 1 task waits for approval",
            "of $5.00",
            "sends everything twice",
            "Task dead-lettered"));
    screens.put("agent", new Screen(scout, "spent this month"));
    screens.put("agent-tasks", new Screen(scout + "/tasks", "simulate"));
    screens.put("agent-calls", new Screen(scout + "/calls", "gpt-4o-mini"));
    screens.put(
        "agent-refusals",
        new Screen("#/agents/" + fleet.reader.id() + "/refusals", "Asked for 400 tokens"));
    screens.put("agent-files", new Screen(scout + "/files", "overdue.txt"));
    screens.put(
        "agent-memory", new Screen(scout + "/memory", "lead", "Customers pay within thirty days"));
    screens.put("agent-keys", new Screen(scout + "/keys", "ci"));
    screens.put("agent-ledger", new Screen(scout + "/ledger?entry=2", "Hash before"));
    screens.put("tasks", new Screen("#/tasks", "1 dead letter", "awaiting approval"));
    screens.put("task", new Screen("#/tasks/" + tasks.completed(), "Three invoices are overdue."));
    screens.put("task-dead", new Screen("#/tasks/" + tasks.dead(), "Given up after"));
    screens.put("approvals", new Screen("#/approvals", "1 task waits for approval", "60 tokens"));
    screens.put("spend", new Screen("#/spend", "gpt-4o-mini", "of the month's $100.00"));
    screens.put("alerts", new Screen("#/alerts", "Task dead-lettered", "Approval required"));
    screens.put(
        "brakes",
        new Screen("#/brakes", "sends everything twice", "pages without end", "they end now"));
    return screens;
  }

  private record Screen(String address, List<String> says) {
    Screen(String address, String... says) {
      this(address, List.of(says));
    }
  }

  private Screen screen(String name) {
    return Objects.requireNonNull(screens().get(name));
  }

  @Test
  void a_founder_sees_each_screen_in_the_light() throws IOException {
    walk(Look.LIGHT);
  }

  @Test
  void a_founder_sees_each_screen_in_the_dark() throws IOException {
    walk(Look.DARK);
  }

  @Test
  void a_founder_sees_each_screen_on_a_phone() throws IOException {
    walk(Look.PHONE);
  }

  private void walk(Look look) throws IOException {
    var page = browser.open(look);
    picture(page, "sign-in", look);
    Axe.assertNoViolations(page, "sign-in");
    ConsoleBrowser.signIn(page, fleet.founder);
    assertThat(page.getByRole(AriaRole.HEADING, name("Fleet"))).isVisible();
    for (var screen : screens().entrySet()) {
      show(page, screen.getValue().address());
      for (var says : screen.getValue().says()) {
        assertThat(page.locator("main")).containsText(says);
      }
      assertDrawn(page);
      picture(page, screen.getKey(), look);
      Axe.assertNoViolations(page, screen.getKey());
      Assertions.assertThat(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
          .as("%s is as wide as its window", screen.getKey())
          .isEqualTo(0);
    }
    page.context().close();
  }

  /** A chart is drawn when its library has come. */
  private static void assertDrawn(Page page) {
    assertThat(page.locator(".plot:not(:has(canvas))")).hasCount(0);
  }

  private static void picture(Page page, String name, Look look) throws IOException {
    var shown = look == Look.LIGHT || IN_EVERY_LOOK.contains(name);
    var ending = look == Look.LIGHT ? "" : "-" + look.name().toLowerCase(Locale.ROOT);
    var file = name + ending + ".png";
    if (shown && Boolean.getBoolean("console.screenshots")) {
      SmallPng.write(page.screenshot(), DOCUMENT.resolve(file));
    } else {
      Files.createDirectories(PICTURES);
      Files.write(PICTURES.resolve(file), page.screenshot());
    }
  }

  @Test
  void an_administrator_sees_acts_and_the_platform_s_ledger_and_a_founder_neither()
      throws IOException {
    var admin = browser.open(Look.LIGHT, ADMIN);
    show(admin, "#/agents/" + fleet.scout.id());
    assertThat(admin.getByRole(AriaRole.BUTTON, name("Suspend…"))).isVisible();
    show(admin, "#/platform");
    assertThat(admin.locator("main")).containsText("price set");
    assertThat(admin.locator("main")).containsText("brake released");
    admin.getByLabel("Type").selectOption("brake_released");
    assertThat(admin.locator("tbody")).not().containsText("price set");
    picture(admin, "platform", Look.LIGHT);
    Axe.assertNoViolations(admin, "platform");
    admin.context().close();

    var founder = browser.open(Look.LIGHT, fleet.founder);
    show(founder, "#/agents/" + fleet.scout.id());
    assertThat(founder.getByRole(AriaRole.BUTTON, name("Suspend…"))).hasCount(0);
    show(founder, "#/platform");
    assertThat(founder.locator("main")).containsText("Not yours to see");
    founder.context().close();
  }

  @Test
  void an_auditor_of_an_entity_or_of_everything_sees_what_it_may_read_and_no_act() {
    for (var who : List.of(Caller.auditor(fleet.entity), Caller.auditor(null))) {
      var page = browser.tab(Look.LIGHT);
      List<String> refused = new ArrayList<>();
      page.onResponse(
          answer -> {
            if (answer.status() >= 400) {
              refused.add(answer.status() + " " + answer.url());
            }
          });
      page.navigate(ConsoleBrowser.url());
      ConsoleBrowser.signIn(page, who);
      ConsoleBrowser.awaitLive(page);
      assertThat(page.locator(".person")).containsText("Auditor");
      for (var key : new String[] {"agent", "agent-memory", "agent-keys", "agent-ledger"}) {
        show(page, screen(key).address());
        assertThat(page.locator("main")).containsText(screen(key).says().getFirst());
      }
      show(page, "#/tasks/" + tasks.approval());
      assertThat(page.locator(".answer")).containsText("Waits for somebody to approve it");
      for (var address : new String[] {"#/approvals", "#/spend", "#/alerts", "#/brakes", "#/"}) {
        show(page, address);
      }
      for (var address : List.of("#/approvals", screen("agent-memory").address())) {
        show(page, address);
        for (var act : new String[] {"Approve…", "Deny…", "Suspend…", "Brake…", "Search"}) {
          assertThat(page.getByRole(AriaRole.BUTTON, name(act))).hasCount(0);
        }
      }
      Assertions.assertThat(refused).isEmpty();
      page.context().close();
    }
  }

  @Test
  void a_filter_keeps_the_focus_where_it_is() {
    var page = browser.open(Look.LIGHT, fleet.founder);
    for (var list : List.of("#/tasks", "#/agents/" + fleet.scout.id() + "/tasks")) {
      show(page, list);
      assertThat(page.locator("h1")).isFocused();
      var status = page.getByLabel("Status");
      status.focus();
      status.selectOption("dead_lettered");
      assertThat(page.locator("#app[data-at='" + list + "?status=dead_lettered']")).isAttached();
      assertThat(page.locator("tbody tr")).hasCount(1);
      assertThat(status).isFocused();
      page.getByRole(AriaRole.BUTTON, name("Clear")).click();
      assertThat(status).hasValue("");
      assertThat(page.locator("tbody")).containsText("scheduled");
    }
    page.context().close();
  }

  @Test
  void what_is_another_entity_s_is_not_shown_and_what_is_not_there_is_said_not_to_be() {
    var other = TestAgent.provision(Map.of());
    var page = browser.open(Look.LIGHT, fleet.founder);
    for (var address : new String[] {"#/agents/" + other.id(), "#/agents/nobody"}) {
      show(page, address);
      assertThat(page.locator("main")).containsText("Not yours to see");
    }
    Axe.assertNoViolations(page, "what is not shown");
    show(page, "#/no/such/screen");
    assertThat(page.locator("main")).containsText("There is no such screen");
    page.context().close();

    var admin = browser.open(Look.LIGHT, ADMIN);
    show(admin, "#/tasks/00000000-0000-4000-8000-000000000000");
    assertThat(admin.locator("main")).containsText("Not found");
    admin.context().close();
  }

  @Test
  void an_entity_without_agents_is_told_so() {
    var page = browser.open(Look.LIGHT, new ConsoleFleet.Empty().founder());
    settled(page);
    assertThat(page.locator("main")).containsText("No agents yet");
    assertThat(page.locator("main")).containsText("All quiet");
    Axe.assertNoViolations(page, "an empty fleet");
    page.context().close();
  }
}
