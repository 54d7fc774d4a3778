package com.geniinow.runtime.benchmarks;

import com.geniinow.runtime.platform.model.PromptTokens;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * {@code infra/bench counting}: how far above the documented count a prompt is held, how fast it is
 * counted, and what the worst inputs take. Nothing is started.
 */
final class CountingBenchmark {
  /** One model of each kind of counting. */
  private static final Map<String, String> OPENAI =
      Map.of("gpt-4o", "o200k_base", "gpt-4", "cl100k_base");

  private static final List<String> BY_BYTES = List.of("llama-4", "claude-sonnet-4-5");

  /**
   * Tokens around one message of a user, by OpenAI's cookbook: its own, "user", and the reply's.
   */
  private static final long FRAME = 3 + 1 + 3;

  private final Clock clock;
  private final CountingSpeed speed;
  private final PromptTokens tokens = new PromptTokens();

  CountingBenchmark(Options options, Clock clock) {
    this.clock = clock;
    speed = new CountingSpeed(tokens, options.number("seconds", 2));
    options.refuseOthers();
  }

  void run() {
    var report = new Report("counting", clock);
    for (var model : List.of("gpt-4o", "gpt-4")) {
      report.section("%s (%s), above the documented count".formatted(model, OPENAI.get(model)));
      CountingSamples.TEXTS.forEach(
          text ->
              above(
                  report,
                  model,
                  text,
                  CountingSamples.message(text),
                  FRAME + tokens.ofText(model, CountingSamples.text(text))));
      for (int tools : new int[] {1, 10}) {
        long documented =
            FRAME + tokens.ofText(model, "hello") + CookbookTools.documented(tokens, model, tools);
        above(report, model, CookbookTools.named(tools), CookbookTools.payload(tools), documented);
      }
    }
    for (var model : BY_BYTES) {
      report.section(model + " (bytes), times what gpt-4o is held at");
      CountingSamples.TEXTS.forEach(
          text -> times(report, model, text, CountingSamples.message(text)));
      for (int tools : new int[] {1, 10}) {
        times(report, model, CookbookTools.named(tools), CookbookTools.payload(tools));
      }
    }
    images(report);
    speed.measure(report);
    report.finish();
  }

  private void images(Report report) {
    report.section("an image of 1024 x 1024, high, above the documented count");
    CountingSamples.IMAGES.forEach(
        sample -> {
          var model = sample.getKey();
          long frame = tokens.count(model, CountingSamples.content(List.of()));
          long held = tokens.count(model, CountingSamples.image()) - frame;
          add(report, model + " image", model, held, sample.getValue());
        });
  }

  private void above(Report report, String model, String name, JsonNode payload, long documented) {
    add(report, model + " " + name, name, tokens.count(model, payload), documented);
  }

  private static void add(Report report, String key, String name, long held, long documented) {
    var share = 100.0 * (held - documented) / documented;
    report.figure(
        "%s: %d for %d".formatted(name, held, documented),
        String.format(Locale.ROOT, "+%.1f %%", share));
    report.result(key, Map.of("held", held, "documented", documented));
  }

  private void times(Report report, String model, String name, JsonNode payload) {
    long held = tokens.count(model, payload);
    long o200k = tokens.count("gpt-4o", payload);
    report.figure(
        "%s: %d beside %d".formatted(name, held, o200k),
        String.format(Locale.ROOT, "%.1f x", (double) held / o200k));
    report.result(model + " " + name, Map.of("held", held, "o200k", o200k));
  }
}
