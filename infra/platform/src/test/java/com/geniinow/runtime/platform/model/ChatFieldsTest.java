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

class ChatFieldsTest {
  private static final String HELLO = "'messages': [{'role': 'user', 'content': 'hello'}]";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'temperature': 0.2, 'top_p': 1, 'seed': 7, 'stop': ['x'], 'user': 'u', 'store': false",
        "'frequency_penalty': 1, 'presence_penalty': 1, 'logit_bias': {}, 'logprobs': true",
        "'top_logprobs': 3, 'metadata': {'a': 'b'}, 'prompt_cache_key': 'k', 'verbosity': 'low'",
        "'reasoning_effort': 'low', 'safety_identifier': 's', 'parallel_tool_calls': false",
        "'max_tokens': 5, 'max_completion_tokens': 5, 'model': 'gpt-4o'",
        "'service_tier': 'auto'",
        "'service_tier': 'default', 'modalities': ['text'], 'n': 1, 'stream': false",
        "'audio': null, 'prediction': null, 'web_search_options': null, 'stream_options': null",
        "'tools': [{'type': 'function', 'function': {'name': 'f', 'parameters': {'x': 1}}}]",
        "'tools': [{'type': 'custom', 'custom': {'name': 'f', 'format': {'type': 'text'}}}]",
        "'functions': [{'name': 'f', 'description': 'd', 'parameters': {}}]",
        "'tool_choice': 'auto', 'function_call': 'none'",
        "'tool_choice': {'type': 'function', 'function': {'name': 'f'}}",
        "'function_call': {'name': 'f'}, 'tool_choice': null",
        "'tool_choice': {'type': 'custom', 'custom': {'name': 'f'}}",
        "'tool_choice': {'type': 'allowed_tools', 'allowed_tools': {'mode': 'auto', 'tools': [{'type': 'function', 'function': {'name': 'f'}}, {'type': 'custom', 'custom': {'name': 'g'}}]}}",
        "'response_format': {'type': 'json_object', 'json_schema': null}",
        "'response_format': {'type': 'json_schema', 'json_schema': {'name': 's', 'description': 'd', 'schema': {'price': 1}, 'strict': true}}",
        "'response_format': {'type': 'json_schema', 'json_schema': {'name': 's', 'schema': {}}}"
      })
  void what_changes_nothing_about_the_price_passes(String fields) throws Exception {
    ChatFields.check(json("{" + HELLO + ", " + fields + "}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "service_tier       | 'priority'",
        "service_tier       | 'flex'",
        "service_tier       | 'scale'",
        "service_tier       | 1",
        "audio              | {'voice': 'alloy', 'format': 'mp3'}",
        "modalities         | ['audio']",
        "modalities         | ['text', 'audio']",
        "modalities         | []",
        "modalities         | 'text'",
        "web_search_options | {}",
        "prediction         | {'type': 'content', 'content': 'x'}",
        "n                  | 2",
        "n                  | 0",
        "n                  | '1'",
        "n                  | 1.0",
        "stream             | true",
        "stream             | 'false'",
        "stream_options     | {'include_usage': true}",
        "mcp_servers        | []",
        "inference_geo      | 'us'",
        "extra_body         | {'n': 2}",
        "something_new      | null",
        "Service_Tier       | 'default'"
      })
  void a_field_with_a_price_of_its_own_and_one_that_nobody_knows_are_named(
      String field, String value) {
    var refused = refused("{" + HELLO + ", '" + field + "': " + value + "}");

    assertThat(refused.reason()).isEqualTo(Reason.UNSUPPORTED_FIELD);
    assertThat(refused.param()).isEqualTo(field);
    assertThat(refused).hasMessageContaining(field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "tools[0].type             | 'tools': [{'type': 'web_search'}]",
        "tools[0].type             | 'tools': [{'type': 'code_interpreter'}]",
        "tools[0].type             | 'tools': [{'function': {'name': 'f'}}]",
        "tools[0].server_url       | 'tools': [{'type': 'function', 'function': {}, 'server_url': 'x'}]",
        "tools[0].custom           | 'tools': [{'type': 'function', 'function': {}, 'custom': {}}]",
        "tools[0].function.price   | 'tools': [{'type': 'function', 'function': {'price': 1}}]",
        "functions[0].price        | 'functions': [{'price': 1}]",
        "tool_choice.type          | 'tool_choice': {'type': 'web_search_preview'}",
        "tool_choice.price         | 'tool_choice': {'type': 'function', 'function': {}, 'price': 1}",
        "tool_choice.custom        | 'tool_choice': {'type': 'function', 'custom': {'name': 'f'}}",
        "tool_choice.function.price | 'tool_choice': {'type': 'function', 'function': {'price': 1}}",
        "tool_choice.allowed_tools.price | 'tool_choice': {'type': 'allowed_tools', 'allowed_tools': {'price': 1}}",
        "tool_choice.allowed_tools.tools[0].type | 'tool_choice': {'type': 'allowed_tools', 'allowed_tools': {'tools': [{'type': 'web_search'}]}}",
        "tool_choice.allowed_tools.tools[0].price | 'tool_choice': {'type': 'allowed_tools', 'allowed_tools': {'tools': [{'type': 'function', 'price': 1}]}}",
        "tool_choice.allowed_tools.tools[0].function.price | 'tool_choice': {'type': 'allowed_tools', 'allowed_tools': {'tools': [{'type': 'function', 'function': {'price': 1}}]}}",
        "response_format.type      | 'response_format': {'type': 'audio'}",
        "response_format.price     | 'response_format': {'type': 'text', 'price': 1}",
        "response_format.json_schema.price | 'response_format': {'type': 'json_schema', 'json_schema': {'name': 's', 'price': 1}}"
      })
  void a_tool_that_costs_on_its_own_is_named(String param, String fields) {
    var refused = refused("{" + HELLO + ", " + fields + "}");

    assertThat(refused.reason()).isEqualTo(Reason.UNSUPPORTED_FIELD);
    assertThat(refused.param()).isEqualTo(param);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type': 'input_audio', 'input_audio': {'data': 'AAAA', 'format': 'wav'}}",
        "{'type': 'file', 'file': {'file_id': 'file-1'}}",
        "{'type': 'video_url', 'video_url': {'url': 'x'}}",
        "{'image': 'AAAA'}",
        "{'type': 7}",
        "'text'"
      })
  void a_part_that_nobody_can_count_is_refused(String part) {
    var refused = refused("{'messages': [{'role': 'user', 'content': [%s]}]}".formatted(part));

    assertThat(refused.reason()).isEqualTo(Reason.UNCOUNTABLE_CONTENT);
    assertThat(refused.param()).isEqualTo("messages[0].content[0]");
  }

  @Test
  void a_countable_part_carries_nothing_else_along() {
    var smuggled =
        refused(
            "{'messages': [{'role': 'user', 'content':"
                + " [{'type': 'text', 'text': 'x', 'image_url': {'url': 'x'}}]}]}");
    assertThat(smuggled.reason()).isEqualTo(Reason.UNSUPPORTED_FIELD);
    assertThat(smuggled.param()).isEqualTo("messages[0].content[0].image_url");

    var audio = refused("{'messages': [{'role': 'assistant', 'audio': {'id': 'audio_1'}}]}");
    assertThat(audio.reason()).isEqualTo(Reason.UNCOUNTABLE_CONTENT);
    assertThat(audio.param()).isEqualTo("messages[0].audio");

    var unknown = refused("{'messages': [{'role': 'user', 'content': 'x', 'cache': true}]}");
    assertThat(unknown.param()).isEqualTo("messages[0].cache");
  }

  @ParameterizedTest
  @CsvSource({
    "temperature,       0, 2,  -0.1, 2.01",
    "top_p,             0, 1,  -0.1, 1.01",
    "frequency_penalty, -2, 2, -2.1, 2.01",
    "presence_penalty,  -2, 2, -2.1, 2.01"
  })
  void a_number_is_one_and_in_its_range(
      String name, String least, String most, String under, String over) throws Exception {
    for (var value : new String[] {under, over, "1e400", "-1e400", "'1'", "true", "[]", "{}"}) {
      var refused = refused("{%s, '%s': %s}".formatted(HELLO, name, value));

      assertThat(refused.reason()).isEqualTo(Reason.INVALID_REQUEST);
      assertThat(refused.param()).isEqualTo(name);
    }
    for (var value : new String[] {least, most, "0.5", "null"}) {
      ChatFields.check(json("{%s, '%s': %s}".formatted(HELLO, name, value)));
    }
  }

  @Test
  void what_a_field_is_called_is_quoted_cleaned_and_cut() {
    var name = "\u202e" + "x".repeat(40_000);
    for (var payload :
        new String[] {
          "{%s, '%s': 1}".formatted(HELLO, name),
          "{'messages': [{'role': 'user', '%s': 1}]}".formatted(name),
          "{%s, 'functions': [{'name': 'f', '%s': 1}]}".formatted(HELLO, name)
        }) {
      var refused = refused(payload);

      assertThat(refused.param()).contains("xxx").doesNotContain("\u202e").hasSizeLessThan(150);
      assertThat(refused.getMessage()).doesNotContain("\u202e").hasSizeLessThan(250);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reasoning_effort", "verbosity", "prompt_cache_retention"})
  void what_is_chosen_from_some_words_is_no_text_of_any_length(String name) throws Exception {
    for (var value : new String[] {"'" + "x".repeat(101) + "'", "{}", "['low']", "5", "true"}) {
      var refused = refused("{%s, '%s': %s}".formatted(HELLO, name, value));

      assertThat(refused.reason()).isEqualTo(Reason.INVALID_REQUEST);
      assertThat(refused.param()).isEqualTo(name);
    }
    ChatFields.check(json("{%s, '%s': '%s'}".formatted(HELLO, name, "x".repeat(100))));
    ChatFields.check(json("{%s, '%s': null}".formatted(HELLO, name)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "tool_calls[0].image_url        | 'tool_calls': [{'type': 'function', 'image_url': {}}]",
        "tool_calls[0].custom           | 'tool_calls': [{'type': 'function', 'custom': {}}]",
        "tool_calls[0].type             | 'tool_calls': [{'type': 'id', 'id': 'x', 'function': {}}]",
        "tool_calls[0].type             | 'tool_calls': [{'id': 'c', 'function': {}}]",
        "tool_calls[0].function.more    | 'tool_calls': [{'type': 'function', 'function': {'more': 1}}]",
        "tool_calls[0].custom.arguments | 'tool_calls': [{'type': 'custom', 'custom': {'arguments': ''}}]",
        "function_call.more             | 'function_call': {'more': 1}",
        "annotations[0].big             | 'annotations': [{'type': 'a', 'big': 'x'}]",
        "annotations[0].url_citation.x  | 'annotations': [{'url_citation': {'x': 1}}]"
      })
  void a_message_s_fields_carry_nothing_else_along(String param, String field) {
    var refused = refused("{'messages': [{'role': 'assistant', " + field + "}]}");

    assertThat(refused.reason()).isEqualTo(Reason.UNSUPPORTED_FIELD);
    assertThat(refused.param()).isEqualTo("messages[0]." + param);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "role                             | 'role': ['user']",
        "role                             | 'role': 'robot'",
        "role                             | 'role': 'User'",
        "role                             | 'role': null, 'content': 'x'",
        "content[0].image_url.detail      | 'role': 'user', 'content': [{'type': 'image_url', 'image_url': {'url': 'x', 'detail': 'LOW'}}]",
        "content[0].image_url.detail      | 'role': 'user', 'content': [{'type': 'image_url', 'image_url': {'url': 'x', 'detail': 5}}]",
        "name                             | 'name': [{'type': 'id', 'id': 'x'}]",
        "refusal                          | 'refusal': [{'type': 'text', 'text': 'x'}]",
        "tool_call_id                     | 'tool_call_id': {}",
        "tool_calls                       | 'tool_calls': {}",
        "tool_calls[0].id                 | 'tool_calls': [{'id': [], 'type': 'function'}]",
        "tool_calls[0].function           | 'tool_calls': [{'type': 'function', 'function': 'x'}]",
        "tool_calls[0].function.arguments | 'tool_calls': [{'type': 'function', 'function': {'arguments': {}}}]",
        "tool_calls[0].custom.input       | 'tool_calls': [{'type': 'custom', 'custom': {'input': 1}}]",
        "content                          | 'role': 'function', 'content': [{'type': 'text', 'text': 'x'}]"
      })
  void a_message_s_fields_are_what_they_are_for_every_provider(String param, String field) {
    var role = field.contains("'role'") ? "" : "'role': 'assistant', ";
    var refused = refused("{'messages': [{" + role + field + "}]}");

    assertThat(refused.reason()).isEqualTo(Reason.INVALID_REQUEST);
    assertThat(refused.param()).isEqualTo("messages[0]." + param);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'messages': []}",
        "{'messages': ['hello']}",
        "{'messages': [{'role': 'user', 'content': {'text': 'x'}}]}",
        "{'messages': [{'role': 'user', 'content': [{'type': 'text', 'text': 5}]}]}",
        "{'messages': [{'role': 'user', 'content': [{'type': 'image_url', 'image_url': 'x'}]}]}",
        "{" + HELLO + ", 'tools': {}}",
        "{" + HELLO + ", 'tool_choice': ['x']}",
        "{" + HELLO + ", 'tool_choice': 'some'}",
        "{" + HELLO + ", 'tool_choice': {'type': 'function', 'function': 'f'}}",
        "{" + HELLO + ", 'tool_choice': {'type': 'allowed_tools', 'allowed_tools': {'tools': 1}}}",
        "{" + HELLO + ", 'response_format': {'type': 'json_schema', 'json_schema': 's'}}",
        "{" + HELLO + ", 'function_call': 1}",
        "{" + HELLO + ", 'function_call': 'required'}",
        "{" + HELLO + ", 'max_tokens': 0}"
      })
  void what_no_provider_would_take_is_invalid(String payload) {
    assertThat(refused(payload).reason()).isEqualTo(Reason.INVALID_REQUEST);
  }

  @Test
  void an_answer_can_be_sent_back_as_it_came() throws Exception {
    ChatFields.check(
        json(
            """
            {'messages': [{'role': 'user', 'content': 'hello'},
              {'role': 'assistant', 'content': null, 'refusal': null, 'annotations': [],
               'audio': null, 'function_call': null,
               'tool_calls': [{'id': 'c', 'type': 'function',
                   'function': {'name': 'f', 'arguments': '{}'}},
                 {'id': 'd', 'type': 'custom', 'custom': {'name': 'g', 'input': 'x'}}]},
              {'role': 'assistant', 'content': 'x', 'tool_calls': null, 'annotations':
                 [{'type': 'url_citation',
                   'url_citation': {'url': 'u', 'title': 't', 'start_index': 0, 'end_index': 1}}]},
              {'role': 'assistant', 'function_call': {'name': 'f', 'arguments': '{}'}},
              {'role': 'function', 'name': 'f', 'content': 'x'},
              {'role': 'tool', 'tool_call_id': 'c', 'content': [{'type': 'text', 'text': 'x'}]}]}
            """));
  }

  private static ChatPayloadException refused(String payload) {
    var refused =
        catchThrowableOfType(ChatPayloadException.class, () -> ChatFields.check(json(payload)));
    assertThat(refused).as(payload).isNotNull();
    return refused;
  }

  private static JsonNode json(String text) {
    return Json.mapper().readTree(text.replace('\'', '"'));
  }
}
