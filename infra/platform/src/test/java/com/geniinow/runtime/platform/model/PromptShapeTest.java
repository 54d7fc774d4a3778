package com.geniinow.runtime.platform.model;

import static com.geniinow.runtime.platform.model.PromptShape.CHAT;
import static com.geniinow.runtime.platform.model.PromptShape.EMBEDDINGS;
import static com.geniinow.runtime.platform.model.PromptShape.MESSAGES;
import static com.geniinow.runtime.platform.model.PromptShape.RESPONSES;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.web.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class PromptShapeTest {
  private static final String CLAUDE = "claude-sonnet-4-5";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // 3 prime the answer, 3 frame an item, 1 is "user"; "hello world" is 2
        "9    | 'input': 'hello world'",
        "9    | 'input': [{'role': 'user', 'content': 'hello world'}]",
        "14   | 'input': 'hello world', 'instructions': 'hello world'",
        "1454 | 'input': [{'role': 'user', 'content': [{'type': 'input_text', 'text': 'hello world'},"
            + " {'type': 'input_image', 'image_url': 'data:AAAA'}]}]",
        "94   | 'input': [{'role': 'user', 'content': [{'type': 'input_text', 'text': 'hello world'},"
            + " {'type': 'input_image', 'image_url': 'x', 'detail': 'low'}]}]"
      })
  void a_response_counts_like_a_chat(long tokens, String fields) {
    assertThat(RESPONSES.count("gpt-4o", json("{" + fields + "}"))).isEqualTo(tokens);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type': 'function_call', 'call_id': 'c', 'name': 'f', 'arguments': '%s'}",
        "{'type': 'function_call_output', 'call_id': 'c', 'output': '%s'}",
        "{'type': 'function_call_output', 'output': [{'type': 'input_text', 'text': '%s'}]}",
        "{'type': 'custom_tool_call', 'call_id': 'c', 'name': 'f', 'input': '%s'}",
        "{'type': 'reasoning', 'encrypted_content': '%s'}",
        "{'type': 'reasoning', 'summary': [{'type': 'summary_text', 'text': '%s'}]}",
        "{'role': 'assistant', 'content': [{'type': 'refusal', 'refusal': '%s'}]}",
        "{'role': 'assistant', 'content': [{'type': 'output_text', 'text': '',"
            + " 'annotations': [{'title': '%s'}]}]}"
      })
  void all_that_stands_in_an_item_counts(String item) {
    var little = json("{'input': [" + item.formatted("") + "]}");
    var much = json("{'input': [" + item.formatted(" word".repeat(500)) + "]}");

    assertThat(RESPONSES.count("gpt-4o", much) - RESPONSES.count("gpt-4o", little))
        .isBetween(500L, 502L);
  }

  @Test
  void a_response_s_tools_and_schema_count_as_a_chat_s() {
    var hello = "{'input': 'hello world'%s}";
    long alone = RESPONSES.count("gpt-4o", json(hello.formatted("")));

    assertThat(
            RESPONSES.count(
                "gpt-4o", json(hello.formatted(", 'tools': [{'type': 'function', 'name': 'f'}]"))))
        .isGreaterThan(alone + 16 + 12);
    assertThat(
            RESPONSES.count(
                "gpt-4o", json(hello.formatted(", 'text': {'format': {'type': 'json_object'}}"))))
        .isGreaterThan(alone + 16);
    assertThat(RESPONSES.count("gpt-4o", json(hello.formatted(", 'text': {'verbosity': 'low'}"))))
        .isEqualTo(alone);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // 3 prime the answer, 3 frame a message, 4 are "user"; the rest are bytes
        "15   | 'messages': [{'role': 'user', 'content': 'hello'}]",
        "15   | 'messages': [{'role': 'user', 'content': [{'type': 'text', 'text': 'hello',"
            + " 'cache_control': {'type': 'ephemeral'}}]}]",
        "21   | 'system': 'you', 'messages': [{'role': 'user', 'content': 'hello'}]",
        "1650 | 'messages': [{'role': 'user', 'content': [{'type': 'image',"
            + " 'source': {'type': 'base64', 'data': 'AAAAAAAAAAAAAAAAAAAA'}}]}]",
        // "type", "tool_result", "tool_use_id", "t1", "content"
        "43   | 'messages': [{'role': 'user', 'content': [{'type': 'tool_result',"
            + " 'tool_use_id': 't1', 'content': 'hello'}]}]"
      })
  void a_message_counts_by_its_bytes_and_the_most_of_its_images(long tokens, String fields) {
    assertThat(MESSAGES.count(CLAUDE, json("{" + fields + "}"))).isEqualTo(tokens);
    assertThat(MESSAGES.most(CLAUDE, json("{" + fields + "}"))).isEqualTo(tokens);
  }

  @Test
  void a_message_s_tools_and_schema_have_a_prompt_of_the_provider_s_own() {
    var hello = "{'messages': [{'role': 'user', 'content': 'hello'}]%s}";
    long alone = MESSAGES.count(CLAUDE, json(hello.formatted("")));

    for (var more :
        new String[] {
          ", 'tools': [{'name': 'f', 'input_schema': {}}]",
          ", 'output_config': {'format': {'type': 'json_schema', 'schema': {}}}"
        }) {
      assertThat(MESSAGES.count(CLAUDE, json(hello.formatted(more)))).isGreaterThan(alone + 804);
    }
    assertThat(
            MESSAGES.count(CLAUDE, json(hello.formatted(", 'output_config': {'effort': 'low'}"))))
        .isEqualTo(alone);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "2 | 11 | 'input': 'hello world'",
        "3 | 16 | 'input': ['hello world', 'hello']",
        "3 | 3  | 'input': [15339, 1917, 7]",
        "3 | 3  | 'input': [[15339, 1917], [7]]"
      })
  void a_text_to_embed_has_no_frame_and_a_token_is_one(long tokens, long most, String fields) {
    var body = json("{" + fields + "}");

    assertThat(EMBEDDINGS.count("text-embedding-3-small", body)).isEqualTo(tokens);
    assertThat(EMBEDDINGS.most("text-embedding-3-small", body)).isEqualTo(most);
    assertThat(EMBEDDINGS.count("text-embedding-9", body)).isEqualTo(most);
  }

  @Test
  void a_chat_counts_as_before() {
    var body = json("{'messages': [{'role': 'user', 'content': 'hello world'}]}");

    assertThat(CHAT.count("gpt-4o", body)).isEqualTo(9);
    assertThat(CHAT.most("gpt-4o", body)).isEqualTo(3 + 3 + 4 + 11);
  }

  private static JsonNode json(String text) {
    return Json.mapper().readTree(text.replace('\'', '"'));
  }
}
