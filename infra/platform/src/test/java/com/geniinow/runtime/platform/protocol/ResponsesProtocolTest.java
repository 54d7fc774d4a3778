package com.geniinow.runtime.platform.protocol;

import static com.geniinow.runtime.platform.protocol.Protocols.RESPONSES;
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
import org.junit.jupiter.params.provider.ValueSource;

class ResponsesProtocolTest {
  private static final String CREATED =
      "{'type':'response.created','sequence_number':0,'response':{'id':'resp_1',"
          + "'created_at':1700000000.5,'model':'gpt-4o-x','service_tier':'auto','usage':null}}";
  private static final String USAGE =
      "'usage':{'input_tokens':9,'input_tokens_details':{'cached_tokens':4},'output_tokens':12,"
          + "'output_tokens_details':{'reasoning_tokens':2}}";

  private final AnswerReader reader =
      RESPONSES.answer("gpt-4o", json("{'input':'hello world','stream':true}"));

  @Test
  void it_is_a_chat_of_openai_s() {
    assertThat(RESPONSES.kind()).isEqualTo(Kind.OPENAI);
    assertThat(RESPONSES.path()).isEqualTo("/responses");
    assertThat(RESPONSES.operation()).isEqualTo("chat");
    assertThat(RESPONSES.leastCap(json("{}"))).isEqualTo(16);
    assertThat(RESPONSES.namedCap(json("{}"))).isNull();
    assertThat(RESPONSES.namedCap(json("{'max_output_tokens':20}"))).isEqualTo(20);
  }

  @Test
  void nothing_of_it_is_kept_at_the_provider() {
    assertThat(sent(RESPONSES, "{'model':'m','input':'x','store':true}", OWN))
        .isEqualTo(
            "{'model':'m-1','input':'x','store':false,'max_output_tokens':50,"
                + "'service_tier':'default'}");
    assertThat(
            sent(
                RESPONSES,
                "{'model':'m','input':'x','max_output_tokens':90}",
                new Sending("m-1", 50, "max_tokens", false, false)))
        .isEqualTo("{'model':'m-1','input':'x','max_output_tokens':50,'store':false}");
  }

  @Test
  void a_whole_answer_is_read() {
    reader.whole(
        json(
            "{'model':'gpt-4o-x','service_tier':'flex','error':null,'output':["
                + "{'type':'reasoning','summary':[{'type':'summary_text','text':'hello world'}]},"
                + "{'type':'message','content':[{'type':'output_text','text':'hello world'}]},"
                + "{'type':'function_call','name':'f','arguments':'hello world'}],"
                + USAGE
                + "}"));

    assertThat(reader.usage())
        .isEqualTo(new ReportedUsage("gpt-4o-x", 9L, 4L, null, 12L, 2L, "flex"));
    assertThat(reader.writtenTokens()).isEqualTo(3 + 12 + 2 + 2 + 2 + 1);
    assertThat(reader.isEnded()).isTrue();
    assertThat(reader.isFailed()).isFalse();
  }

  @Test
  void a_stream_is_read_to_its_end() {
    hear(reader, CREATED);
    assertThat(reader.usage()).isNull();
    hear(
        reader,
        "{'type':'response.output_text.delta','delta':'hello world'}",
        "{'type':'response.reasoning_summary_text.delta','delta':' hello'}",
        "{'type':'response.reasoning_text.delta','delta':' hello'}",
        "{'type':'response.refusal.delta','delta':' hello'}");
    assertThat(reader.writtenTokens()).isEqualTo(3 + 5);
    hear(
        reader,
        "{'type':'response.output_item.added','item':{'type':'function_call','name':' hello'}}",
        "{'type':'response.function_call_arguments.delta','delta':' hello'}");
    assertThat(reader.writtenTokens()).isEqualTo(3 + 12 + 7);
    assertThat(reader.isEnded()).isFalse();
    hear(reader, end("completed"));

    assertThat(reader.isEnded()).isTrue();
    assertThat(reader.isFailed()).isFalse();
    assertThat(reader.usage())
        .isEqualTo(new ReportedUsage("gpt-4o-x", 9L, 4L, null, 12L, 2L, null));
  }

  @ParameterizedTest
  @CsvSource({"completed, false", "incomplete, false", "failed, true"})
  void each_end_says_its_usage(String how, boolean failed) {
    hear(reader, CREATED, end(how));

    assertThat(reader.isEnded()).isTrue();
    assertThat(reader.isFailed()).isEqualTo(failed);
    assertThat(reader.usage()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'type':'error','code':'server_error','message':'x'}"})
  void an_error_inside_the_stream_is_one(String event) {
    hear(reader, event);

    assertThat(reader.isFailed()).isTrue();
    assertThat(reader.isEnded()).isFalse();
  }

  @Test
  void a_stream_that_is_cut_ends_as_incomplete() {
    hear(
        reader,
        CREATED,
        "{'type':'response.output_text.delta','sequence_number':7,'delta':'hello world'}");

    var events = events(reader.capped());

    assertThat(events).hasSize(1);
    assertThat(events.getFirst().name()).isEqualTo("response.incomplete");
    assertThat(data(reader.capped()))
        .containsExactly(
            "{'type':'response.incomplete','sequence_number':8,'response':{'id':'resp_1',"
                + "'object':'response','created_at':1.7000000005E9,'status':'incomplete',"
                + "'error':null,'incomplete_details':{'reason':'max_output_tokens'},"
                + "'model':'gpt-4o-x','output':[],'parallel_tool_calls':true,"
                + "'tool_choice':'auto','tools':[],'usage':{'input_tokens':9,"
                + "'input_tokens_details':{'cached_tokens':0},'output_tokens':5,"
                + "'output_tokens_details':{'reasoning_tokens':0},'total_tokens':14}}}");
  }

  @Test
  void an_error_of_ours_is_the_last_event() {
    hear(reader, CREATED);

    assertThat(data(reader.error("quota_exceeded", "No room.")))
        .containsExactly(
            "{'type':'error','code':'quota_exceeded','message':'No room.','param':null,"
                + "'sequence_number':1}");
    assertThat(events(reader.error("braked", "x")).getFirst().name()).isEqualTo("error");
  }

  private static String end(String how) {
    return "{'type':'response."
        + how
        + "','response':{'id':'resp_1','model':'gpt-4o-x','service_tier':'default',"
        + USAGE
        + "}}";
  }
}
