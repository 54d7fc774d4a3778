package com.geniinow.runtime.platform.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.geniinow.runtime.platform.problem.Reason;
import com.geniinow.runtime.platform.web.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ResponsesFieldsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'instructions': 'i', 'max_output_tokens': 16, 'temperature': 2, 'top_p': 0",
        "'stream': true, 'stream_options': {'include_obfuscation': false}",
        "'store': true, 'service_tier': 'default', 'truncation': 'auto', 'metadata': {'a': 'b'}",
        "'background': false, 'previous_response_id': null, 'conversation': null, 'prompt': null",
        "'text': {'format': {'type': 'json_schema', 'name': 'n', 'schema': {}}, 'verbosity': 'low'}",
        "'reasoning': {'effort': 'low', 'summary': 'auto'}, 'parallel_tool_calls': false",
        "'include': ['reasoning.encrypted_content', 'message.output_text.logprobs']",
        "'tools': [{'type': 'function', 'name': 'f', 'parameters': {}, 'strict': true}]",
        "'tools': [{'type': 'custom', 'name': 'f', 'format': {'type': 'text'}}]",
        "'tool_choice': {'type': 'function', 'name': 'f'}, 'max_tool_calls': 3",
        "'tool_choice': {'type': 'allowed_tools', 'mode': 'auto', 'tools': [{'type': 'custom', 'name': 'g'}]}",
        "'user': 'u', 'safety_identifier': 's', 'prompt_cache_key': 'k', 'top_logprobs': 1"
      })
  void what_changes_nothing_about_the_price_passes(String fields) throws Exception {
    ResponsesFields.check(json("{'model': 'gpt-4o', 'input': 'hello', " + fields + "}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'role': 'user', 'content': 'hello'}",
        "{'type': 'message', 'role': 'developer', 'content': [{'type': 'input_text', 'text': 't'}]}",
        "{'type': 'message', 'id': 'msg_1', 'status': 'completed', 'role': 'assistant', 'content':"
            + " [{'type': 'output_text', 'text': 't', 'annotations': [], 'logprobs': []},"
            + " {'type': 'refusal', 'refusal': 'no'}]}",
        "{'role': 'user', 'content': [{'type': 'input_image', 'image_url': 'data:', 'detail': 'low'}]}",
        "{'role': 'user', 'content': [{'type': 'input_image', 'image_url': 'x', 'file_id': null}]}",
        "{'type': 'function_call', 'call_id': 'c', 'name': 'f', 'arguments': '{}'}",
        "{'type': 'function_call_output', 'call_id': 'c', 'output': 'o'}",
        "{'type': 'function_call_output', 'call_id': 'c', 'output': [{'type': 'input_text', 'text': 't'}]}",
        "{'type': 'custom_tool_call', 'call_id': 'c', 'name': 'f', 'input': 'i'}",
        "{'type': 'custom_tool_call_output', 'call_id': 'c', 'output': 'o'}",
        "{'type': 'reasoning', 'id': 'rs_1', 'summary': [{'type': 'summary_text', 'text': 't'}],"
            + " 'encrypted_content': 'gAAA'}"
      })
  void items_that_can_be_counted_pass(String item) throws Exception {
    ResponsesFields.check(json("{'input': [" + item + "]}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "previous_response_id | 'previous_response_id': 'resp_1'",
        "conversation         | 'conversation': 'conv_1'",
        "background           | 'background': true",
        "prompt               | 'prompt': {'id': 'pmpt_1'}",
        "service_tier         | 'service_tier': 'flex'",
        "context_management   | 'context_management': []",
        "something_new        | 'something_new': null",
        "include[0]           | 'include': ['file_search_call.results']",
        "text.format.type     | 'text': {'format': {'type': 'audio'}}",
        "text.format.price    | 'text': {'format': {'type': 'json_schema', 'price': 1}}",
        "reasoning.mode       | 'reasoning': {'mode': 'pro'}",
        "stream_options.include_usage | 'stream_options': {'include_usage': true}",
        "tools[0].type        | 'tools': [{'type': 'web_search'}]",
        "tools[0].type        | 'tools': [{'type': 'file_search'}]",
        "tools[0].type        | 'tools': [{'type': 'code_interpreter'}]",
        "tools[0].type        | 'tools': [{'type': 'image_generation'}]",
        "tools[0].type        | 'tools': [{'type': 'mcp'}]",
        "tools[0].type        | 'tools': [{'type': 'computer_use_preview'}]",
        "tools[0].type        | 'tools': [{'type': 'local_shell'}]",
        "tool_choice.type     | 'tool_choice': {'type': 'web_search_preview'}",
        "tool_choice.price    | 'tool_choice': {'type': 'function', 'price': 1}",
        "tool_choice.tools    | 'tool_choice': {'type': 'function', 'tools': []}",
        "tool_choice.tools[0].price | 'tool_choice': {'type': 'allowed_tools', 'tools': [{'type': 'function', 'price': 1}]}",
        "tool_choice.tools[0].type | 'tool_choice': {'type': 'allowed_tools', 'tools': [{'type': 'web_search'}]}",
        "input[0].type        | 'input': [{'type': 'item_reference', 'id': 'msg_1'}]",
        "input[0].type        | 'input': [{'type': 'web_search_call', 'id': 'ws_1'}]",
        "input[0].content[0].file_id | 'input': [{'role': 'user', 'content': [{'type': 'input_image', 'file_id': 'f'}]}]",
        "input[0].content[0].file_id | 'input': [{'role': 'user', 'content': [{'type': 'input_file', 'file_id': 'f'}]}]"
      })
  void what_costs_on_its_own_or_is_kept_at_the_provider_is_named(String param, String fields) {
    var refused = refused(fields);

    assertThat(refused.reason()).isEqualTo(Reason.UNSUPPORTED_FIELD);
    assertThat(refused.param()).isEqualTo(param);
    assertThat(refused).hasMessageStartingWith(param + " ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "max_output_tokens | 'max_output_tokens': 15",
        "max_output_tokens | 'max_output_tokens': 20.5",
        "temperature       | 'temperature': 2.1",
        "stream            | 'stream': 'true'",
        "store             | 'store': 'no'",
        "truncation        | 'truncation': 'some'",
        "input             | 'input': null",
        "input             | 'input': []",
        "input[0].role     | 'input': [{'id': 'msg_1'}]",
        "input[0].content[0].image_url | 'input': [{'role': 'user', 'content': [{'type': 'input_image'}]}]"
      })
  void what_the_provider_would_refuse_is_invalid(String param, String fields) {
    var refused = refused(fields);

    assertThat(refused.reason()).isEqualTo(Reason.INVALID_REQUEST);
    assertThat(refused.param()).isEqualTo(param);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type': 'input_file', 'file_data': 'JVBE'}",
        "{'type': 'input_audio', 'input_audio': {}}",
        "'text'"
      })
  void a_part_that_nobody_can_count_is_refused(String part) {
    var refused = refused("'input': [{'role': 'user', 'content': [" + part + "]}]");

    assertThat(refused.reason()).isEqualTo(Reason.UNCOUNTABLE_CONTENT);
    assertThat(refused.param()).isEqualTo("input[0].content[0]");
  }

  private static ChatPayloadException refused(String fields) {
    var body =
        json("{" + (fields.startsWith("'input'") ? "" : "'input': 'hello', ") + fields + "}");
    return catchThrowableOfType(ChatPayloadException.class, () -> ResponsesFields.check(body));
  }

  private static JsonNode json(String text) {
    return Json.mapper().readTree(text.replace('\'', '"'));
  }
}
