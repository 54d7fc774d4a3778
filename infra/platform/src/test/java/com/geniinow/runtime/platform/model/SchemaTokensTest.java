package com.geniinow.runtime.platform.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.geniinow.runtime.platform.web.Json;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SchemaTokensTest {
  private final PromptTokens tokens = new PromptTokens();

  @ParameterizedTest
  @ValueSource(strings = {"gpt-4o", "gpt-4"})
  void each_value_of_an_enum_has_three_tokens_around_it(String model) {
    long counted = count(model, tool("d", Collections.nCopies(1_000, "a")));

    assertThat(counted).isGreaterThanOrEqualTo(1_000 * (1 + 3));
  }

  /** A tab and "ext": two tokens. As JSON writes it, it is a word of its own. */
  @ParameterizedTest
  @ValueSource(strings = {"gpt-4o", "gpt-4.1", "gpt-9"})
  void what_is_escaped_in_json_counts_as_it_is(String model) {
    var text = "\text".repeat(1_000);
    var call = Map.of("name", "f", "arguments", text);
    var calls = List.of(Map.of("id", "c", "type", "function", "function", call));
    var message = Map.of("role", "assistant", "tool_calls", calls);

    assertThat(tokens.ofText(model, text)).isGreaterThan(1_900);
    assertThat(count(model, tool(text, List.of()))).isGreaterThan(tokens.ofText(model, text));
    assertThat(count(model, Map.of("messages", List.of(message))))
        .isGreaterThan(tokens.ofText(model, text));
  }

  @Test
  void a_system_prompt_for_tools_is_held_where_the_provider_may_write_one() {
    for (var model : new String[] {"claude-opus-4-7", "llama-4"}) {
      long with = count(model, tool("", List.of()));
      assertThat(with - tokens.ofText(model, json(tool("", List.of())).toString()))
          .isGreaterThan(804);
    }
  }

  @Test
  void what_is_deep_or_has_many_parts_is_not_counted_for_long() {
    var deep = "{\"a\":".repeat(400) + "{}" + "}".repeat(400);
    for (var payload :
        List.of(
            json(tool("d", Collections.nCopies(60_000, "a"))),
            json(
                Map.of(
                    "messages",
                    Collections.nCopies(10_000, Map.of("role", "user", "content", "a")))),
            Json.mapper().readTree("{\"tools\":[" + deep + (",{}").repeat(80_000) + "]}"))) {
      // Seconds only on a machine that is busy otherwise; what is quadratic takes minutes.
      long counted =
          assertTimeoutPreemptively(Duration.ofSeconds(60), () -> tokens.count("gpt-9", payload));

      assertThat(counted).isBetween(10_000L, tokens.most("gpt-9", payload));
    }
  }

  private static Map<String, Object> tool(String description, List<String> choices) {
    var property = Map.of("type", "string", "enum", choices);
    var parameters = Map.of("type", "object", "properties", Map.of("p", property));
    var function = Map.of("name", "f", "description", description, "parameters", parameters);
    return Map.of("tools", List.of(Map.of("type", "function", "function", function)));
  }

  private long count(String model, Map<String, Object> payload) {
    return tokens.count(model, json(payload));
  }

  private static JsonNode json(Map<String, Object> payload) {
    return Json.mapper().valueToTree(payload);
  }
}
