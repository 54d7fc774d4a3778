package com.geniinow.runtime.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.geniinow.runtime.testing.Needed;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The machine's own Chromium, driven by Playwright over the machine's own Node: nothing is
 * downloaded. Every page notes what must never happen in the console; {@link #close} fails on it.
 */
final class ConsoleBrowser implements AutoCloseable {
  private static final int SLOWEST = 30_000; // milliseconds, on a machine that does much else

  private final Playwright playwright;
  private final Browser browser;
  private final List<String> faults = new ArrayList<>();

  private ConsoleBrowser(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  static ConsoleBrowser launch() {
    Needed.programs("chromium", "node");
    PlaywrightAssertions.setDefaultAssertionTimeout(SLOWEST);
    var playwright =
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(
                    Map.of(
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                        "1",
                        "PLAYWRIGHT_NODEJS_PATH",
                        program("node").toString())));
    var browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(program("chromium"))
                    // Its sandbox needs rights that root in a container doesn't have; without a
                    // graphics card it would draw by a program that imitates one.
                    .setArgs(List.of("--no-sandbox", "--disable-gpu")));
    return new ConsoleBrowser(playwright, browser);
  }

  /** How a page is looked at. */
  enum Look {
    LIGHT(ColorScheme.LIGHT, 1200, 780),
    DARK(ColorScheme.DARK, 1200, 780),
    PHONE(ColorScheme.LIGHT, 390, 780);

    private final ColorScheme scheme;
    private final int width;
    private final int height;

    Look(ColorScheme scheme, int width, int height) {
      this.scheme = scheme;
      this.width = width;
      this.height = height;
    }
  }

  /** A fresh tab that has seen nothing yet. */
  Page tab(Look look) {
    var context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setColorScheme(look.scheme)
                .setViewportSize(look.width, look.height)
                .setLocale("en-US")
                .setTimezoneId("Europe/Berlin"));
    context.setDefaultTimeout(SLOWEST);
    var page = context.newPage();
    watch(page);
    return page;
  }

  /** The same, at the page that asks for a token. */
  Page open(Look look) {
    var page = tab(look);
    page.navigate(url());
    return page;
  }

  /** A tab of somebody who has signed in. */
  Page open(Look look, Caller who) {
    var page = open(look);
    signIn(page, who);
    assertThat(page.getByRole(AriaRole.HEADING, name("Fleet"))).isVisible();
    return page;
  }

  static void signIn(Page page, Caller who) {
    page.getByLabel("Token").fill(who.token());
    page.getByLabel("Token").press("Enter");
  }

  static String url() {
    return RunningSystem.get().url() + "/console/";
  }

  /** Shows a screen by its address within the console, and waits for what it reads. */
  static void show(Page page, String address) {
    page.evaluate("to => { location.hash = to }", address);
    assertThat(page.locator("#app[data-at='%s']".formatted(address))).isVisible();
    settled(page);
  }

  /** Not by a function in the page: its policy evaluates no text. */
  static void settled(Page page) {
    assertThat(page.locator(".skeleton")).hasCount(0);
    assertThat(page.locator("h1").first()).isAttached();
  }

  static Page.GetByRoleOptions name(String name) {
    return new Page.GetByRoleOptions().setName(name);
  }

  private void watch(Page page) {
    var own = RunningSystem.get().url() + "/";
    page.onRequest(
        request -> {
          if (!request.url().startsWith(own) && !request.url().startsWith("blob:" + own)) {
            faults.add("asks elsewhere: " + request.url());
          }
          if (request.url().contains("ey")) {
            faultOfToken(request.url());
          }
        });
    page.onPageError(error -> faults.add("fails: " + error));
    page.onConsoleMessage(
        message -> {
          var text = message.text();
          // What the service refuses is shown on the page, and in the browser's own words here.
          if (List.of("error", "warning").contains(message.type())
              && !text.startsWith("Failed to load resource")) {
            faults.add("says: " + text);
          }
        });
    page.addInitScript(
        "addEventListener('securitypolicyviolation',"
            + " e => console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI))");
  }

  /** A JWT begins so: its three parts are Base64 of JSON. */
  private void faultOfToken(String url) {
    if (url.matches(".*eyJ[\\w-]{8,}\\.[\\w-]+\\..*")) {
      faults.add("has a token in an address: " + url);
    }
  }

  private static Path program(String name) {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }

  /** Waits until events come as they happen. */
  static void awaitLive(Page page) {
    assertThat(page.locator(".who .live")).hasText("Live");
  }

  @Override
  public void close() {
    playwright.close();
    org.assertj.core.api.Assertions.assertThat(faults).isEmpty();
  }

  static @Nullable String stored(Page page, String storage) {
    return (String) page.evaluate("JSON.stringify(Object.entries(" + storage + "))");
  }
}
