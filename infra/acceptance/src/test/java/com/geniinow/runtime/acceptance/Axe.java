package com.geniinow.runtime.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** axe-core, which knows what WCAG asks of a page as far as a program can tell. */
final class Axe {
  private static final String SCRIPT = script();

  private static final String RUN =
      """
      async () => {
        const { violations } = await axe.run(document, { resultTypes: ["violations"] });
        return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(" | ")}`);
      }""";

  private Axe() {}

  static void assertNoViolations(Page page, String where) {
    if (!Boolean.TRUE.equals(page.evaluate("typeof axe !== 'undefined'"))) {
      page.evaluate(SCRIPT);
    }
    assertThat(page.evaluate(RUN)).as("accessibility of %s", where).asList().isEmpty();
  }

  private static String script() {
    try (var in = Axe.class.getResourceAsStream("/axe.min.js")) {
      if (in == null) {
        throw new IllegalStateException("axe-core is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
