package com.geniinow.runtime.benchmarks;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The machine's own Chromium, driven by Playwright over the machine's own Node, as the acceptance
 * tests do it: nothing is downloaded. For one thread.
 */
final class Chromium implements AutoCloseable {
  private final Playwright playwright;
  private final Browser browser;

  Chromium() {
    var node = program("node");
    var chromium = program("chromium");
    playwright =
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(
                    Map.of(
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                        "1",
                        "PLAYWRIGHT_NODEJS_PATH",
                        node.toString())));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(chromium)
                    .setArgs(
                        List.of(
                            "--no-sandbox", // needs rights that root in a container doesn't have
                            "--enable-precise-memory-info",
                            "--js-flags=--expose-gc")));
  }

  String version() {
    return browser.version();
  }

  /** A tab of somebody who has signed in, with nothing kept from before, and no page in it yet. */
  ConsoleTab tab(int port, String token) {
    var context =
        browser.newContext(
            new Browser.NewContextOptions().setViewportSize(1200, 780).setLocale("en-US"));
    return new ConsoleTab(context.newPage(), "http://127.0.0.1:" + port + "/console/", token);
  }

  private static Path program(String name) {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    name + " is not installed; infra/install --browser brings it"));
  }

  @Override
  public void close() {
    playwright.close();
  }
}
