package com.geniinow.runtime.platform.protocol;

import static com.geniinow.runtime.platform.protocol.Protocols.MESSAGES;
import static com.geniinow.runtime.platform.protocol.Wire.OWN;
import static com.geniinow.runtime.platform.protocol.Wire.data;
import static com.geniinow.runtime.platform.protocol.Wire.events;
import static com.geniinow.runtime.platform.protocol.Wire.hear;
import static com.geniinow.runtime.platform.protocol.Wire.json;
import static com.geniinow.runtime.platform.protocol.Wire.sent;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.protocol.Protocol.Sending;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesProtocolTest {
  private static final String START =
      "{'type':'message_start','message':{'id':'msg_1','model':'claude-x','usage':"
          + "{'input_tokens':10,'cache_creation_input_tokens':20,'cache_read_input_tokens':30,"
          + "'output_tokens':1,'service_tier':'standard'}}}";
  private static final String BLOCK =
      "{'type':'content_block_start','index':0,'content_block':{'type':'text','text':''}}";
  private static final String TEXT =
      "{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'hello'}}";

  private final AnswerReader reader =
      MESSAGES.answer("claude-haiku-4-5", json("{'messages':[],'stream':true}"));

  @Test
  void it_is_a_chat_of_anthropic_s() {
    assertThat(MESSAGES.kind()).isEqualTo(Kind.ANTHROPIC);
    assertThat(MESSAGES.path()).isEqualTo("/v1/messages");
    assertThat(MESSAGES.operation()).isEqualTo("chat");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "none",
      value = {
        "none | 1    | 'top_k':1",
        "7    | 1    | 'max_tokens':7",
        "none | 1025 | 'thinking':{'type':'enabled','budget_tokens':1024}",
        "none | 1    | 'thinking':{'type':'disabled','budget_tokens':1024}",
        "none | 1    | 'thinking':{'type':'adaptive'}"
      })
  void room_beside_the_thinking_is_the_least_cap(Long named, long least, String fields) {
    assertThat(MESSAGES.namedCap(json("{" + fields + "}"))).isEqualTo(named);
    assertThat(MESSAGES.leastCap(json("{" + fields + "}"))).isEqualTo(least);
  }

  @Test
  void the_cap_is_always_sent_and_anthropic_s_own_tier_named() {
    assertThat(sent(MESSAGES, "{'model':'m','messages':[],'stream':true}", OWN))
        .isEqualTo(
            "{'model':'m-1','messages':[],'stream':true,'max_tokens':50,"
                + "'service_tier':'standard_only'}");
    assertThat(
            sent(
                MESSAGES,
                "{'model':'m','max_tokens':90,'service_tier':'auto'}",
                new Sending("m-1", 50, "max_completion_tokens", false, false)))
        .isEqualTo("{'model':'m-1','max_tokens':50,'service_tier':'auto'}");
  }

  @Test
  void a_whole_answer_is_read() {
    reader.whole(
        json(
            "{'type':'message','model':'claude-x','content':[{'type':'thinking','thinking':'hello'},"
                + "{'type':'text','text':'hello'},{'type':'tool_use','name':'f','input':{'a':1}}],"
                + "'usage':{'input_tokens':10,'cache_creation_input_tokens':null,"
                + "'cache_read_input_tokens':30,'output_tokens':7,'service_tier':'priority'}}"));

    assertThat(reader.usage())
        .isEqualTo(new ReportedUsage("claude-x", 40L, 30L, null, 7L, null, "priority"));
    // "hello" twice, "f", {"a":1}
    assertThat(reader.writtenTokens()).isEqualTo(3 + 12 + 5 + 5 + 1 + 7);
    assertThat(reader.isEnded()).isTrue();
    assertThat(reader.isFailed()).isFalse();
  }

  @Test
  void a_stream_is_read_to_its_end() {
    hear(reader, START, "{'type':'ping'}", BLOCK, TEXT);
    assertThat(reader.usage())
        .as("the output of the first moment says nothing of what came since")
        .isEqualTo(new ReportedUsage("claude-x", 60L, 30L, 20L, null, null, null));
    assertThat(reader.writtenTokens()).isEqualTo(3 + 5);
    hear(
        reader,
        "{'type':'content_block_stop','index':0}",
        "{'type':'content_block_start','index':1,'content_block':{'type':'tool_use','name':'f'}}",
        "{'type':'content_block_delta','index':1,'delta':{'type':'input_json_delta',"
            + "'partial_json':'[12345'}}",
        "{'type':'content_block_delta','index':1,'delta':{'type':'thinking_delta','thinking':'x'}}",
        "{'type':'content_block_delta','index':1,'delta':{'type':'signature_delta',"
            + "'signature':'xxxx'}}");
    assertThat(reader.writtenTokens()).isEqualTo(3 + 12 + 5 + 1 + 6 + 1);
    hear(reader, "{'type':'message_delta','delta':{},'usage':{'output_tokens':15}}");
    assertThat(reader.isEnded()).isFalse();
    hear(reader, "{'type':'message_stop'}");

    assertThat(reader.isEnded()).isTrue();
    assertThat(reader.usage())
        .isEqualTo(new ReportedUsage("claude-x", 60L, 30L, 20L, 15L, null, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "none",
      value = {
        "60   | 30   | 20   | 15   | 'output_tokens':15,'input_tokens':null",
        "62   | 30   | 20   | 15   | 'output_tokens':15,'input_tokens':12",
        "61   | 31   | 20   | none | 'cache_read_input_tokens':31",
        "none | 30   | none | 15   | 'output_tokens':15,'cache_creation_input_tokens':-1",
        "60   | 30   | 20   | none | 'output_tokens':'15'"
      })
  void what_is_said_last_counts_and_what_is_left_out_stays(
      Long input, Long cached, Long written, Long output, String usage) {
    hear(reader, START, "{'type':'message_delta','delta':{},'usage':{" + usage + "}}");

    assertThat(reader.usage())
        .isEqualTo(new ReportedUsage("claude-x", input, cached, written, output, null, null));
  }

  @Test
  void an_error_inside_the_stream_is_one() {
    hear(reader, START, "{'type':'error','error':{'type':'overloaded_error'}}");

    assertThat(reader.isFailed()).isTrue();
    assertThat(reader.isEnded()).isFalse();
  }

  @Test
  void a_stream_that_is_cut_closes_its_block_and_ends() {
    hear(reader, START, BLOCK, TEXT);

    assertThat(events(reader.capped()))
        .extracting(SseEvent::name)
        .containsExactly("content_block_stop", "message_delta", "message_stop");
    assertThat(data(reader.capped()))
        .containsExactly(
            "{'type':'content_block_stop','index':0}",
            "{'type':'message_delta','delta':{'stop_reason':'max_tokens','stop_sequence':null},"
                + "'usage':{'output_tokens':8}}",
            "{'type':'message_stop'}");
    hear(reader, "{'type':'content_block_stop','index':0}");
    assertThat(events(reader.capped())).hasSize(2);
  }

  @Test
  void what_passes_the_cap_is_seen_for_sure() {
    hear(reader, BLOCK);
    for (var i = 0; i < 1_000; i++) {
      hear(reader, TEXT);
    }

    assertThat(reader.leastWrittenTokens()).isEqualTo(1_000 * 5 / 8);
  }

  @Test
  void an_error_of_ours_is_the_last_event() {
    assertThat(data(reader.error("unauthenticated", "The key was revoked.")))
        .containsExactly(
            "{'type':'error','error':{'type':'authentication_error',"
                + "'message':'The key was revoked.','code':'unauthenticated'}}");
    assertThat(events(reader.error("braked", "x")).getFirst().name()).isEqualTo("error");
  }
}
