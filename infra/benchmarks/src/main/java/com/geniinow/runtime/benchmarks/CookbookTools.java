package com.geniinow.runtime.benchmarks;

import com.geniinow.runtime.platform.model.PromptTokens;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** Tools, and what OpenAI's cookbook "How to count tokens with tiktoken" says they cost. */
final class CookbookTools {
  private static final String WHAT = "Look up the parcels of one customer, newest first";
  private static final List<String> STATES = List.of("packed", "on_its_way", "delivered", "lost");
  private static final List<Map.Entry<String, String>> PARAMETERS =
      List.of(
          Map.entry("customer", "The customer's number, as printed on the invoice"),
          Map.entry("since", "The first day that counts, such as 2026-03-14"),
          Map.entry("state", "Only parcels in this state"));

  private CookbookTools() {}

  static String named(int tools) {
    return tools == 1 ? "1 tool" : tools + " tools";
  }

  /** A request of one word with so many tools. */
  static JsonNode payload(int tools) {
    var properties = new LinkedHashMap<String, Object>();
    PARAMETERS.forEach(parameter -> properties.put(parameter.getKey(), schema(parameter)));
    var parameters = Map.of("type", "object", "properties", properties);
    var list =
        IntStream.range(0, tools)
            .mapToObj(n -> Map.of("name", name(n), "description", WHAT, "parameters", parameters))
            .map(function -> Map.of("type", "function", "function", function))
            .toList();
    var message = Map.of("role", "user", "content", "hello");
    return CountingSamples.json(Map.of("messages", List.of(message), "tools", list));
  }

  private static Map<String, Object> schema(Map.Entry<String, String> parameter) {
    var what = parameter.getValue();
    return parameter.getKey().equals("state")
        ? Map.of("type", "string", "description", what, "enum", STATES)
        : Map.of("type", "string", "description", what);
  }

  /** The cookbook's num_tokens_for_tools. */
  static long documented(PromptTokens tokens, String model, int tools) {
    long sum = 0;
    for (var n = 0; n < tools; n++) {
      sum += (model.equals("gpt-4") ? 10 : 7) + tokens.ofText(model, name(n) + ":" + WHAT) + 12;
      sum += 3;
      for (var parameter : PARAMETERS) {
        var line = parameter.getKey() + ":string:" + parameter.getValue();
        sum += 3 + tokens.ofText(model, line);
      }
      sum -= 3;
      sum += STATES.stream().mapToLong(state -> 3 + tokens.ofText(model, state)).sum();
    }
    return sum;
  }

  private static String name(int n) {
    return "parcels_" + n;
  }
}
