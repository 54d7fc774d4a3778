package com.geniinow.runtime.benchmarks;

import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Map;

/**
 * The console in a tab. Times are the page's own, from what begins something to what shows it, laid
 * out; Playwright's way there and back is in none of them.
 */
final class ConsoleTab implements AutoCloseable {
  private static final int SLOWEST = 120_000; // milliseconds

  /** Every part of the screen is there. */
  private static final String SETTLED =
      "document.querySelector('main h1') && !document.querySelector('.skeleton, [role=alert]')"
          + " && document.querySelector('tbody tr, .none, .empty')"
          + " && !/Reading/.test(document.querySelector('.answer')?.textContent)"
          + " && ![...document.querySelectorAll('.tile strong')].some((e) => e.textContent === '…')"
          + " && !document.querySelector('.plot:not(:has(canvas))')";

  /** It says how the fleet stands, with agents below, though others may still be on their way. */
  private static final String ANSWERED =
      "document.querySelector('tbody tr')"
          + " && !/^(Reading…)?$/.test(document.querySelector('.answer')?.textContent.trim())";

  private static final String WATCH =
      """
      sessionStorage.setItem('genii.token', '%s');
      performance.setResourceTimingBufferSize(20000);
      for (const [mark, is] of [['bench-answered', () => %s], ['bench-shown', () => %s]]) {
        new MutationObserver((_, self) => {
          if (!is()) return;
          self.disconnect();
          document.body.offsetHeight;
          performance.mark(mark);
        }).observe(document, { childList: true, subtree: true, characterData: true });
      }""";

  private static final String TIMED =
      """
      async () => {
        const began = performance.now();
        %s;
        do {
          if (performance.now() - began > %d) return -1;
          await new Promise((done) => setTimeout(done));
        } while (!(%s));
        document.body.offsetHeight;
        return performance.now() - began;
      }""";

  private static final String READS =
      """
      performance.getEntriesByType('resource').filter((e) => e.name.includes('/api/'))
        .map((e) => ({ at: e.startTime, bytes: e.decodedBodySize,
          path: e.name.replace(/^.*\\/api\\//, '').replace(/&?cursor=[^&]*/, '&cursor') }))""";

  private final Page page;
  private final String url;

  ConsoleTab(Page page, String url, String token) {
    this.page = page;
    this.url = url;
    page.setDefaultTimeout(SLOWEST);
    page.addInitScript(WATCH.formatted(token, ANSWERED, SETTLED));
  }

  /** Opens the first screen, or opens it again with what the browser has kept of it. */
  void open() {
    page.navigate(url);
    time("", "performance.getEntriesByName('bench-shown').length");
  }

  /** Milliseconds from the navigation until somebody could read and click. */
  double usable() {
    return number("performance.getEntriesByName('genii-usable')[0].startTime");
  }

  /** Milliseconds from the navigation until the first screen said how the fleet stands. */
  double answered() {
    return number("performance.getEntriesByName('bench-answered')[0].startTime");
  }

  /** Milliseconds from the navigation until all of the first screen was there. */
  double shown() {
    return number("performance.getEntriesByName('bench-shown')[0].startTime");
  }

  /** Goes to an address within the console; milliseconds until all of it is there. */
  double show(String address) {
    return time(
        "location.hash = '%s'".formatted(address),
        "document.querySelector('#app').dataset.at === '%s' && %s".formatted(address, SETTLED));
  }

  /** Milliseconds from an act until a condition holds, both JavaScript. */
  double time(String act, String until) {
    var took = number(TIMED.formatted(act, SLOWEST, until));
    if (took < 0) {
      throw new IllegalStateException("waited in vain after %s for %s".formatted(act, until));
    }
    return took;
  }

  double number(String expression) {
    return ((Number) page.evaluate(expression)).doubleValue();
  }

  String text(String expression) {
    return String.valueOf(page.evaluate(expression));
  }

  /** Files and answers that have come in since the page was opened. */
  double requests() {
    return number("performance.getEntriesByType('resource').length");
  }

  /** Bytes that came over the wire for them. */
  double bytes() {
    return number(
        "performance.getEntriesByType('resource').reduce((sum, e) => sum + e.transferSize, 0)");
  }

  /** A reading of the API: when, in the page's milliseconds, how large, and of what. */
  record Read(double at, double bytes, String path) {}

  /** All readings that have been answered, in their order; pages of a list have one path. */
  List<Read> reads() {
    return ((List<?>) page.evaluate(READS))
        .stream()
            .map(entry -> (Map<?, ?>) entry)
            .map(e -> new Read(of(e, "at"), of(e, "bytes"), String.valueOf(e.get("path"))))
            .toList();
  }

  private static double of(Map<?, ?> entry, String field) {
    return entry.get(field) instanceof Number number ? number.doubleValue() : 0;
  }

  /** The page's heap in megabytes, of what is in use. */
  double heap() {
    page.evaluate("() => { gc(); }");
    return number("performance.memory.usedJSHeapSize") / (1 << 20);
  }

  double now() {
    return number("performance.now()");
  }

  /** Lets the page be for a while. */
  void leaveAlone(int seconds) {
    page.waitForTimeout(seconds * 1000.0);
  }

  @Override
  public void close() {
    page.context().close();
  }
}
