package com.geniinow.runtime.platform.protocol;

import static com.geniinow.runtime.platform.protocol.Protocols.CHAT;
import static com.geniinow.runtime.platform.protocol.Wire.data;
import static com.geniinow.runtime.platform.protocol.Wire.events;
import static com.geniinow.runtime.platform.protocol.Wire.hear;
import static com.geniinow.runtime.platform.protocol.Wire.json;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatStreamTest {
  private static final String HEAD = "'id':'c-1','created':17,'model':'gpt-4o-x',";
  private static final String TEXT =
      "{"
          + HEAD
          + "'choices':[{'index':0,'delta':{'content':'hello world'},'finish_reason':null}]}";
  private static final String LAST =
      "{" + HEAD + "'choices':[{'index':0,'delta':{},'finish_reason':'stop'}],'usage':null}";
  private static final String USAGE =
      "{" + HEAD + "'choices':[],'usage':{'prompt_tokens':9,'completion_tokens':3}}";

  private final AnswerReader quiet = reader("");
  private final AnswerReader asking = reader(",'stream_options':{'include_usage':true}");

  @Test
  void the_chunk_of_usage_goes_to_who_asked() {
    assertThat(hear(quiet, TEXT, LAST, USAGE, "[DONE]")).containsExactly(TEXT, LAST, "[DONE]");
    assertThat(hear(asking, TEXT, LAST, USAGE, "[DONE]"))
        .containsExactly(TEXT, LAST, USAGE, "[DONE]");
    assertThat(quiet.usage())
        .isEqualTo(asking.usage())
        .isEqualTo(new ReportedUsage("gpt-4o-x", 9L, null, null, 3L, null, null));
  }

  @Test
  void a_chunk_without_choices_that_says_something_else_passes() {
    assertThat(hear(quiet, "{'choices':[],'prompt_filter_results':[]}", "not json", "")).hasSize(3);
  }

  @Test
  void its_end_is_its_last_event_and_the_answer_is_complete_before() {
    hear(quiet, TEXT);
    assertThat(quiet.isComplete()).isFalse();
    hear(quiet, LAST);
    assertThat(quiet.isComplete()).isTrue();
    assertThat(quiet.isEnded()).isFalse();
    hear(quiet, "[DONE]");
    assertThat(quiet.isEnded()).isTrue();
    assertThat(quiet.isFailed()).isFalse();
  }

  @Test
  void all_that_is_written_counts() {
    hear(quiet, TEXT);
    assertThat(quiet.writtenTokens()).isEqualTo(3 + 2);
    hear(quiet, delta("'refusal':' hello'"), delta("'reasoning_content':' hello'"));
    assertThat(quiet.writtenTokens()).isEqualTo(3 + 4);
    hear(
        quiet,
        delta("'tool_calls':[{'index':0,'id':'t','function':{'name':'f','arguments':''}}]"),
        delta("'tool_calls':[{'index':0,'function':{'arguments':' hello'}}]"));
    assertThat(quiet.writtenTokens()).isEqualTo(3 + 4 + 12 + 2);
    hear(quiet, delta("'function_call':{'name':' hello','arguments':''}"));
    assertThat(quiet.writtenTokens()).isEqualTo(3 + 4 + 12 + 2 + 12 + 1);
    assertThat(quiet.leastWrittenTokens()).isZero();
  }

  @Test
  void nothing_was_written_where_nothing_came() {
    hear(quiet, "{" + HEAD + "'choices':[{'delta':{'role':'assistant','content':''}}]}");

    assertThat(quiet.writtenTokens()).isZero();
    assertThat(quiet.usage()).isNull();
  }

  @Test
  void what_passes_the_cap_is_seen_for_sure() {
    for (var i = 0; i < 1_000; i++) {
      hear(quiet, delta("'content':' word'"));
    }

    assertThat(quiet.writtenTokens()).isEqualTo(1_003);
    assertThat(quiet.leastWrittenTokens()).isEqualTo(884); // 1000 * 0.9 - 16
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'error':{'message':'x'}}", "{'error':'overloaded'}"})
  void an_error_inside_the_stream_is_one(String event) {
    assertThat(hear(quiet, TEXT, event)).hasSize(2);
    assertThat(quiet.isFailed()).isTrue();
    assertThat(quiet.isEnded()).isFalse();
  }

  @Test
  void a_stream_that_is_cut_ends_as_one_that_reached_its_cap() {
    hear(quiet, TEXT);
    assertThat(data(quiet.capped()))
        .containsExactly(
            "{'id':'c-1','object':'chat.completion.chunk','created':17,'model':'gpt-4o-x',"
                + "'choices':[{'index':0,'delta':{},'finish_reason':'length'}]}",
            "[DONE]");

    hear(asking, TEXT);
    assertThat(data(asking.capped()))
        .hasSize(3)
        .element(1)
        .isEqualTo(
            "{'id':'c-1','object':'chat.completion.chunk','created':17,'model':'gpt-4o-x',"
                + "'choices':[],'usage':{'prompt_tokens':9,'completion_tokens':5,'total_tokens':14}}");
  }

  @Test
  void an_error_of_ours_is_the_last_event() {
    var events = events(quiet.error("braked", "The agent is \"braked\"."));

    assertThat(events).hasSize(1);
    assertThat(events.getFirst().name()).isNull();
    assertThat(events.getFirst().data())
        .isEqualTo(
            "{\"error\":{\"message\":\"The agent is \\\"braked\\\".\",\"type\":\"permission_error\","
                + "\"code\":\"braked\",\"param\":null}}");
  }

  private static String delta(String fields) {
    return "{'choices':[{'delta':{" + fields + "}}]}";
  }

  private static AnswerReader reader(String more) {
    return CHAT.answer(
        "gpt-4o",
        json("{'messages':[{'role':'user','content':'hello world'}],'stream':true" + more + "}"));
  }
}
