package com.geniinow.runtime.platform.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.geniinow.runtime.platform.problem.Reason;
import com.geniinow.runtime.platform.web.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class MessagesFieldsTest {
  private static final String HELLO = "'messages': [{'role': 'user', 'content': 'hello'}]";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'max_tokens': 1, 'temperature': 1, 'top_p': 0.5, 'top_k': 3, 'stop_sequences': ['x']",
        "'stream': true, 'metadata': {'user_id': 'u'}, 'service_tier': 'auto'",
        "'service_tier': 'standard_only', 'mcp_servers': null, 'container': null",
        "'system': 's', 'thinking': {'type': 'enabled', 'budget_tokens': 1024}, 'max_tokens': 1025",
        "'thinking': {'type': 'disabled'}, 'cache_control': {'type': 'ephemeral', 'ttl': '1h'}",
        "'thinking': {'type': 'adaptive'}, 'output_config': {'effort': 'low'}",
        "'system': [{'type': 'text', 'text': 's', 'cache_control': {'type': 'ephemeral'}}]",
        "'tools': [{'name': 'f', 'description': 'd', 'input_schema': {}, 'strict': true}]",
        "'tools': [{'type': 'custom', 'name': 'f', 'cache_control': {'type': 'ephemeral'}}]",
        "'tool_choice': {'type': 'tool', 'name': 'f', 'disable_parallel_tool_use': true}",
        "'output_config': {'format': {'type': 'json_schema', 'schema': {}}}"
      })
  void what_changes_nothing_about_the_price_passes(String fields) throws Exception {
    MessagesFields.check(json("{'model': 'claude-opus-4-7', " + HELLO + ", " + fields + "}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type': 'text', 'text': 't', 'citations': null}",
        "{'type': 'text', 'text': 't', 'citations': []}",
        "{'type': 'image', 'source': {'type': 'base64', 'media_type': 'image/png', 'data': 'A'}}",
        "{'type': 'image', 'source': {'type': 'url', 'url': 'https://x'}}",
        "{'type': 'tool_use', 'id': 't', 'name': 'f', 'input': {'a': 1}}",
        "{'type': 'tool_result', 'tool_use_id': 't', 'content': 'r', 'is_error': false}",
        "{'type': 'tool_result', 'tool_use_id': 't', 'content': [{'type': 'text', 'text': 'r'}]}",
        "{'type': 'thinking', 'thinking': 't', 'signature': 's'}",
        "{'type': 'redacted_thinking', 'data': 'd'}",
        "{'type': 'document', 'source': {'type': 'text', 'media_type': 'text/plain', 'data': 'd'},"
            + " 'title': 't', 'citations': {'enabled': false}}"
      })
  void blocks_that_can_be_counted_pass(String block) throws Exception {
    MessagesFields.check(json("{'messages': [{'role': 'user', 'content': [" + block + "]}]}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "mcp_servers        | 'mcp_servers': []",
        "container          | 'container': 'c'",
        "inference_geo      | 'inference_geo': 'us'",
        "context_management | 'context_management': {}",
        "speed              | 'speed': 'fast'",
        "something_new      | 'something_new': null",
        "service_tier       | 'service_tier': 'priority'",
        "metadata.user_name | 'metadata': {'user_id': 'u', 'user_name': 'n'}",
        "output_config.x    | 'output_config': {'x': 1}",
        "output_config.format.type | 'output_config': {'format': {'type': 'x'}}",
        "tools[0].type      | 'tools': [{'type': 'web_search_20250305', 'name': 'web_search'}]",
        "tools[0].type      | 'tools': [{'type': 'code_execution_20250825', 'name': 'c'}]",
        "tools[0].type      | 'tools': [{'type': 'bash_20250124', 'name': 'bash'}]",
        "tools[0].type      | 'tools': [{'type': 'text_editor_20250728', 'name': 'e'}]",
        "tools[0].type      | 'tools': [{'type': 'computer_20250124', 'name': 'c'}]",
        "tools[0].price     | 'tools': [{'name': 'f', 'price': 1}]"
      })
  void what_costs_on_its_own_is_named(String param, String fields) {
    var refused = refused("{" + HELLO + ", " + fields + "}");

    assertThat(refused.reason()).isEqualTo(Reason.UNSUPPORTED_FIELD);
    assertThat(refused.param()).isEqualTo(param);
    assertThat(refused).hasMessageStartingWith(param + " ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "max_tokens             | 'max_tokens': 0",
        "max_tokens             | 'max_tokens': '5'",
        "max_tokens             | 'thinking': {'type': 'enabled', 'budget_tokens': 9}, 'max_tokens': 9",
        "thinking.budget_tokens | 'thinking': {'type': 'enabled'}",
        "thinking.type          | 'thinking': {'type': 'deep'}",
        "temperature            | 'temperature': 1.1",
        "stream                 | 'stream': 1",
        "metadata               | 'metadata': 'u'",
        "metadata.user_id       | 'metadata': {'user_id': 7}",
        "cache_control.ttl      | 'cache_control': {'type': 'ephemeral', 'ttl': '1d'}",
        "tool_choice.type       | 'tool_choice': {'type': 'some'}",
        "messages               | 'messages': []",
        "messages[0].role       | 'messages': [{'role': 'system', 'content': 'x'}]"
      })
  void what_the_provider_would_refuse_is_invalid(String param, String fields) {
    var refused =
        refused("{" + (fields.startsWith("'messages'") ? "" : HELLO + ", ") + fields + "}");

    assertThat(refused.reason()).isEqualTo(Reason.INVALID_REQUEST);
    assertThat(refused.param()).isEqualTo(param);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "UNCOUNTABLE_CONTENT | .source      | {'type': 'document', 'source': {'type': 'base64', 'data': 'J'}}",
        "UNCOUNTABLE_CONTENT | .source      | {'type': 'document', 'source': {'type': 'url', 'url': 'x'}}",
        "UNCOUNTABLE_CONTENT | .source      | {'type': 'document', 'source': {'type': 'file', 'file_id': 'f'}}",
        "UNSUPPORTED_FIELD   | .source.type | {'type': 'image', 'source': {'type': 'file', 'file_id': 'f'}}",
        "UNSUPPORTED_FIELD   | .citations   | {'type': 'text', 'text': 't', 'citations': [{'type': 'x'}]}",
        "UNSUPPORTED_FIELD   | .citations   | {'type': 'document', 'source': {'type': 'text', 'data': 'd'}, 'citations': {'enabled': true}}",
        "UNSUPPORTED_FIELD   | .price       | {'type': 'text', 'text': 't', 'price': 1}",
        "UNCOUNTABLE_CONTENT | ``           | {'type': 'server_tool_use', 'id': 'x'}",
        "UNCOUNTABLE_CONTENT | ``           | {'type': 'container_upload', 'file_id': 'f'}",
        "UNCOUNTABLE_CONTENT | .content[0]  | {'type': 'tool_result', 'content': [{'type': 'document'}]}"
      })
  void a_block_that_nobody_can_count_is_named(Reason reason, String at, String block) {
    var refused = refused("{'messages': [{'role': 'user', 'content': [" + block + "]}]}");

    assertThat(refused.reason()).isEqualTo(reason);
    assertThat(refused.param()).isEqualTo("messages[0].content[0]" + at);
  }

  @Test
  void a_count_is_asked_for_without_what_only_an_answer_needs() throws Exception {
    MessagesFields.checkCount(json("{'model': 'claude-opus-4-7', " + HELLO + ", 'system': 's'}"));

    var body = json("{" + HELLO + ", 'max_tokens': 5}");
    assertThat(
            catchThrowableOfType(ChatPayloadException.class, () -> MessagesFields.checkCount(body)))
        .extracting(ChatPayloadException::param)
        .isEqualTo("max_tokens");
  }

  private static ChatPayloadException refused(String body) {
    return catchThrowableOfType(ChatPayloadException.class, () -> MessagesFields.check(json(body)));
  }

  private static JsonNode json(String text) {
    return Json.mapper().readTree(text.replace('\'', '"'));
  }
}
