package com.geniinow.runtime.benchmarks;

import com.geniinow.runtime.platform.model.PromptTokens;
import com.geniinow.runtime.platform.web.Json;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Processor time of counting, which is done before a task is admitted. */
final class CountingSpeed {
  private static final int LARGEST = 256 << 10; // bytes of a payload
  private static final int ROUNDS = 3;

  /** The last is one of OpenAI's that nobody knows yet: both of its tokenizers count. */
  private static final List<String> MODELS = List.of("gpt-4o", "gpt-4", "llama-4", "gpt-9");

  private final PromptTokens tokens;
  private final int seconds;

  CountingSpeed(PromptTokens tokens, int seconds) {
    this.tokens = tokens;
    this.seconds = seconds;
  }

  void measure(Report report) {
    for (var model : MODELS) {
      Report.progress("counting for " + model);
      report.section(model + ": MB counted in a second of one core");
      for (var text : List.of("english", "chinese", "java", "json")) {
        var sample = CountingSamples.text(text);
        int size = sample.getBytes(StandardCharsets.UTF_8).length;
        int times = LARGEST / size;
        var payload = CountingSamples.content(sample.repeat(times));
        double rate = (double) size * times / 1e6 / secondsEach(model, payload);
        report.figure(text, Report.format(rate));
        report.result(model + " MB/s " + text, rate);
      }
    }
    for (var model : List.of("gpt-4o", "gpt-9")) {
      report.section(model + ": ms of CPU for the worst inputs, the longest of " + ROUNDS);
      worst()
          .forEach(
              (name, payload) -> {
                long most = 0;
                for (var n = 0; n < ROUNDS; n++) {
                  most = Math.max(most, nanos(model, payload));
                }
                report.figure(name, most / 1e6, "< 1000", ms -> ms < 1_000);
                report.result(model + " worst ms " + name, most / 1e6);
              });
    }
  }

  private double secondsEach(String model, JsonNode payload) {
    repeat(model, payload, seconds); // to warm up
    return repeat(model, payload, seconds);
  }

  private double repeat(String model, JsonNode payload, int atLeast) {
    long sum = 0;
    var times = 0;
    while (sum < atLeast * 1_000_000_000L) {
      sum += nanos(model, payload);
      times++;
    }
    return sum / 1e9 / times;
  }

  private long nanos(String model, JsonNode payload) {
    var threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    if (tokens.count(model, payload) <= 0) {
      throw new IllegalStateException("counted nothing");
    }
    return threads.getCurrentThreadCpuTime() - start;
  }

  private static Map<String, JsonNode> worst() {
    var inputs = new LinkedHashMap<String, JsonNode>();
    for (var unit : List.of("a", " a", " ", "!", "7", "漢", "😀", "é", "\n", "aA1 ")) {
      int bytes = unit.getBytes(StandardCharsets.UTF_8).length;
      inputs.put(
          "256 KB of \"" + unit.replace("\n", "\\n") + "\"",
          CountingSamples.content(unit.repeat(LARGEST / bytes)));
    }
    var message = Map.of("role", "user", "content", "a");
    inputs.put(
        "10,000 messages of one letter",
        CountingSamples.json(Map.of("messages", Collections.nCopies(10_000, message))));
    inputs.put("a tool with 60,000 values of an enum", tool(Collections.nCopies(60_000, "a")));
    inputs.put("a tool with a text of 240 KB of tabs", tool("\t".repeat(120_000)));
    var deep = "{\"a\":".repeat(400) + "{}" + "}".repeat(400);
    inputs.put(
        "100 tools, each 400 deep",
        Json.mapper()
            .readTree("{\"tools\":[" + String.join(",", Collections.nCopies(100, deep)) + "]}"));
    return inputs;
  }

  private static JsonNode tool(Object words) {
    var function = Map.of("name", "f", "parameters", Map.of("enum", words));
    var tool = Map.of("type", "function", "function", function);
    return CountingSamples.json(Map.of("tools", List.of(tool)));
  }
}
