package com.geniinow.runtime.platform.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.web.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * The examples of OpenAI's cookbook "How to count tokens with tiktoken", and what it says of them.
 */
class CookbookTest {
  private static final JsonNode MESSAGES =
      json(
          """
          {"messages": [
            {"role": "system", "content": "You are a helpful, pattern-following assistant that translates corporate jargon into plain English."},
            {"role": "system", "name": "example_user", "content": "New synergies will help drive top-line growth."},
            {"role": "system", "name": "example_assistant", "content": "Things working well together will increase revenue."},
            {"role": "system", "name": "example_user", "content": "Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage."},
            {"role": "system", "name": "example_assistant", "content": "Let's talk later when we're less busy about how to do better."},
            {"role": "user", "content": "This late pivot means we don't have time to boil the ocean for the client deliverable."}]}
          """);

  private static final JsonNode TOOLS =
      json(
          """
          {"messages": [
            {"role": "system", "content": "You are a helpful assistant that can answer to questions about the weather."},
            {"role": "user", "content": "What's the weather like in San Francisco?"}],
           "tools": [{"type": "function", "function": {
              "name": "get_current_weather",
              "description": "Get the current weather in a given location",
              "parameters": {"type": "object", "properties": {
                "location": {"type": "string", "description": "The city and state, e.g. San Francisco, CA"},
                "unit": {"type": "string", "description": "The unit of temperature to return", "enum": ["celsius", "fahrenheit"]}},
              "required": ["location"]}}}]}
          """);

  private final PromptTokens tokens = new PromptTokens();

  @ParameterizedTest
  @CsvSource({
    "gpt-3.5-turbo, 129",
    "gpt-4-0613,    129",
    "gpt-4,         129",
    "gpt-4o,        124",
    "gpt-4o-mini,   124"
  })
  void messages_with_names_count_as_the_api_counts_them(String model, long documented) {
    assertThat(tokens.count(model, MESSAGES)).isEqualTo(documented);
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-3.5-turbo, 105",
    "gpt-4,         105",
    "gpt-4o,        101",
    "gpt-4o-mini,   101"
  })
  void tools_count_at_least_what_the_api_counts(String model, long documented) {
    assertThat(DocumentedProvider.of(model).tokens(TOOLS)).isEqualTo(documented);
    assertThat(tokens.count(model, TOOLS)).isBetween(documented, documented * 2);
  }

  private static JsonNode json(String text) {
    return Json.mapper().readTree(text);
  }
}
