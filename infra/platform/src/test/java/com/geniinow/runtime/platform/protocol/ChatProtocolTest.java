package com.geniinow.runtime.platform.protocol;

import static com.geniinow.runtime.platform.protocol.Protocols.CHAT;
import static com.geniinow.runtime.platform.protocol.Wire.OWN;
import static com.geniinow.runtime.platform.protocol.Wire.json;
import static com.geniinow.runtime.platform.protocol.Wire.sent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.geniinow.runtime.platform.model.ChatPayloadException;
import com.geniinow.runtime.platform.protocol.Protocol.Sending;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatProtocolTest {
  private static final String HELLO = "'messages':[{'role':'user','content':'hello world'}]";

  @Test
  void it_is_a_chat_of_openai_s() {
    assertThat(CHAT.kind()).isEqualTo(Kind.OPENAI);
    assertThat(CHAT.path()).isEqualTo("/chat/completions");
    assertThat(CHAT.operation()).isEqualTo("chat");
  }

  @Test
  void a_stream_and_its_options_pass() throws Exception {
    var body =
        json(
            "{"
                + HELLO
                + ",'stream':true,"
                + "'stream_options':{'include_usage':true,'include_obfuscation':false}}");

    CHAT.check(body);
    assertThat(CHAT.isStreamed(body)).isTrue();
    assertThat(CHAT.isStreamed(json("{" + HELLO + ",'stream':null}"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "UNSUPPORTED_FIELD | n                            | 'n': 2",
        "UNSUPPORTED_FIELD | service_tier                 | 'service_tier': 'priority'",
        "UNSUPPORTED_FIELD | stream_options.x             | 'stream_options': {'x': 1}",
        "INVALID_REQUEST   | stream_options.include_usage | 'stream_options': {'include_usage': 1}",
        "INVALID_REQUEST   | stream                       | 'stream': 'yes'"
      })
  void what_costs_on_its_own_is_named(String reason, String param, String field) {
    var body = json("{" + HELLO + "," + field + "}");
    var refused = catchThrowableOfType(ChatPayloadException.class, () -> CHAT.check(body));

    assertThat(refused.reason()).hasToString(reason);
    assertThat(refused.param()).isEqualTo(param);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "none",
      value = {
        "none | 'n':1",
        "7    | 'max_completion_tokens':7",
        "8    | 'max_tokens':8",
        "7    | 'max_tokens':8,'max_completion_tokens':7",
        "8    | 'max_tokens':8,'max_completion_tokens':null"
      })
  void the_cap_that_a_client_names_is_read(Long cap, String fields) {
    assertThat(CHAT.namedCap(json("{" + fields + "}"))).isEqualTo(cap);
    assertThat(CHAT.leastCap(json("{" + fields + "}"))).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "none",
      value = {
        "'max_tokens':8                           | none       | 'max_tokens':50",
        "'max_completion_tokens':8                | max_tokens | 'max_completion_tokens':50",
        "'max_tokens':8,'max_completion_tokens':7 | none       | 'max_tokens':50,'max_completion_tokens':50",
        "'seed':7                                 | max_tokens | 'seed':7,'max_tokens':50",
        "'seed':7                                 | none       | 'seed':7,'max_completion_tokens':50"
      })
  void the_cap_goes_where_the_client_named_it(String fields, String capField, String after) {
    var how = new Sending("m-1", 50, capField, true, false);

    assertThat(sent(CHAT, "{'model':'m'," + fields + "}", how))
        .isEqualTo("{'model':'m-1'," + after + "}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "true  | true  | 'stream':true | 'stream':true,'max_completion_tokens':50,'service_tier':'default','stream_options':{'include_usage':true}",
        "false | true  | 'stream':true | 'stream':true,'max_completion_tokens':50,'stream_options':{'include_usage':true}",
        "false | true  | 'stream':true,'stream_options':{'include_obfuscation':false} | 'stream':true,'stream_options':{'include_obfuscation':false,'include_usage':true},'max_completion_tokens':50",
        "false | true  | 'stream':true,'stream_options':{'include_usage':false} | 'stream':true,'stream_options':{'include_usage':true},'max_completion_tokens':50",
        "false | false | 'stream':true,'stream_options':{'include_usage':true} | 'stream':true,'max_completion_tokens':50",
        "false | true  | 'stream':false | 'stream':false,'max_completion_tokens':50",
        "false | true  | 'store':true | 'store':false,'max_completion_tokens':50",
        "false | true  | 'store':null | 'store':false,'max_completion_tokens':50",
        "true  | true  | 'service_tier':'auto' | 'service_tier':'default','max_completion_tokens':50",
        "false | true  | 'service_tier':'auto' | 'service_tier':'auto','max_completion_tokens':50",
        "false | true  | 'temperature':1.10,'top_p':1e-2 | 'temperature':1.10,'top_p':0.01,'max_completion_tokens':50"
      })
  void usage_is_asked_for_the_tier_named_and_nothing_kept(
      boolean own, boolean usage, String fields, String after) {
    var how = new Sending("m-1", 50, null, usage, own);

    assertThat(sent(CHAT, "{'model':'m'," + fields + "}", how))
        .isEqualTo("{'model':'m-1'," + after + "}");
  }

  @Test
  void the_client_s_own_body_stays_as_it_is() {
    var body = json("{'model':'m','stream':true,'stream_options':{}}");

    CHAT.request(body, OWN);

    assertThat(body).isEqualTo(json("{'model':'m','stream':true,'stream_options':{}}"));
  }

  @Test
  void a_whole_answer_is_read() {
    var reader = CHAT.answer("gpt-4o", json("{" + HELLO + "}"));

    reader.whole(
        json(
            """
            {'model':'gpt-4o-2024-08-06','service_tier':'priority',
             'choices':[{'message':{'content':'hello world','tool_calls':
               [{'type':'function','function':{'name':'f','arguments':'hello world'}}]}}],
             'usage':{'prompt_tokens':9,'prompt_tokens_details':{'cached_tokens':4},
               'completion_tokens':12,'completion_tokens_details':{'reasoning_tokens':2}}}\
            """));

    assertThat(reader.usage())
        .isEqualTo(new ReportedUsage("gpt-4o-2024-08-06", 9L, 4L, null, 12L, 2L, "priority"));
    // 3 around the answer, 12 around the call, "hello world" twice, "f"
    assertThat(reader.writtenTokens()).isEqualTo(3 + 12 + 2 + 2 + 1);
    assertThat(reader.isEnded()).isTrue();
    assertThat(reader.isFailed()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "-1, none",
        "'\"5\"', none",
        "5.0, none",
        "1000000000001, none",
        "99999999999999999999, none",
        "1000000000000, 1000000000000",
        "0, 0"
      })
  void a_count_that_can_t_be_was_not_said(String said, Long read) {
    var reader = CHAT.answer("gpt-4o", json("{}"));

    reader.whole(json("{'usage':{'prompt_tokens':" + said + ",'completion_tokens':3}}"));

    var usage = Objects.requireNonNull(reader.usage());
    assertThat(usage.input()).isEqualTo(read);
    assertThat(usage.output()).isEqualTo(3);
  }
}
