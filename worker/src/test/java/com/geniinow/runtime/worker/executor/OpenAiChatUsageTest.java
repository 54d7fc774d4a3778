package com.geniinow.runtime.worker.executor;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a call is charged for, by what its provider says and does not. */
class OpenAiChatUsageTest extends ChatScene {
  @ParameterizedTest
  @ValueSource(strings = {"-500", "-9223372036854775808"})
  void a_use_that_can_not_be_ends_the_task_and_is_charged_once(String tokens) {
    OPENAI.stubFor(
        post("/v1/chat/completions")
            .willReturn(
                okJson(ANSWER.replace("\"prompt_tokens\":9", "\"prompt_tokens\":" + tokens))));

    var failed = (Outcome.Failed) executor.execute(attempt(HELLO, 1000));

    assertThat(failed.retryable()).isFalse();
    assertThat(failed.usage()).isEqualTo(new Usage("gpt-4o", HELLO_TOKENS, 2));
  }

  @Test
  void tokens_that_the_provider_had_kept_are_reported_as_a_part_of_the_input() throws Exception {
    assertThat(usage("10000", "2", "9000")).isEqualTo(new Usage("gpt-4o", 10_000, 2, 9_000, null));
    assertThat(usage("10", "2", "9000")).isEqualTo(new Usage("gpt-4o", 10, 2, 10, null));
    assertThat(usage("10", "2", "-5")).isEqualTo(new Usage("gpt-4o", 10, 2, 0, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-5", "1000000000001", "\"many\"", "2.5"})
  void cached_tokens_that_can_not_be_end_the_task_and_are_not_counted(String cached) {
    OPENAI.stubFor(
        post("/v1/chat/completions")
            .willReturn(
                okJson(
                    ANSWER.replace(
                        "\"prompt_tokens\":9",
                        "\"prompt_tokens\":9,\"prompt_tokens_details\":{\"cached_tokens\":%s}"
                            .formatted(cached)))));

    var failed = assertFailed(executor.execute(attempt(HELLO, 1000)), false, "can't be true");
    assertThat(failed.usage().inputTokens()).isEqualTo(9);
    assertThat(failed.usage().outputTokens()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "7, 3, 7, 3",
    "20, 10, 20, 10",
    "0, 0, 0, 0",
    "21, 11, 0, 0",
    "-1, -1, 0, 0",
    "2.5, true, 0, 0",
    "'\"many\"', null, 0, 0",
    "99999999999999999999, {}, 0, 0"
  })
  void reasoning_and_what_was_kept_are_parts_and_left_out_where_they_can_not_be(
      String reasoning, String kept, long thought, long written) {
    var used =
        details(
            "\"prompt_tokens_details\":{\"cache_write_tokens\":%s},\"completion_tokens_details\":{\"reasoning_tokens\":%s}"
                .formatted(kept, reasoning),
            "\"default\"");

    assertThat(used).isEqualTo(new Usage("gpt-4o", 10, 20, 0, null, thought, written, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "7", "[1]", "\"x\"", "{}", "{\"reasoning_tokens\":null}"})
  void details_that_are_none_were_not_said(String odd) {
    var used = details("\"completion_tokens_details\":" + odd, "null");

    assertThat(used).isEqualTo(new Usage("gpt-4o", 10, 20));
  }

  @ParameterizedTest
  @CsvSource({
    "'\"priority\"', priority",
    "'\" flex\"', flex",
    "'\"a\\u0000\\ud800\"', a",
    "'\"default\"',",
    "'\"\"',",
    "'7',",
    "'null',",
    "'{\"a\":\"b\"}',"
  })
  void how_it_was_served_is_reported_where_it_is_not_as_usual(String said, @Nullable String tier) {
    assertThat(details("\"total_tokens\":30", said).serviceTier()).isEqualTo(tier);
  }

  private Usage details(String details, String tier) {
    OPENAI.stubFor(
        post("/v1/chat/completions")
            .willReturn(
                okJson(
                    ANSWER.replaceFirst(
                        "(?s)\"usage\":.*",
                        Matcher.quoteReplacement(
                            "\"service_tier\":%s,\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":20,%s}}"
                                .formatted(tier, details))))));
    var outcome = (Outcome.Completed) executor.execute(attempt(HELLO, 100));
    return outcome.usage();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-500", "\"many\"", "null", "{}", "[]"})
  void a_count_that_can_t_be_read_is_replaced_by_our_own(String count) throws Exception {
    assertThat(usage(count, "2", "0")).isEqualTo(new Usage("gpt-4o", HELLO_TOKENS, 2));
    assertThat(usage("9", count, "0")).isEqualTo(new Usage("gpt-4o", 9, 100 - HELLO_TOKENS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775807", "9223372036854775808", "123456789012345678901"})
  void a_count_beyond_all_measure_is_passed_on_as_the_largest_number(String count)
      throws Exception {
    assertThat(usage(count, "2", "0")).isEqualTo(new Usage("gpt-4o", Long.MAX_VALUE, 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"a lot\"",
        "7",
        "[]",
        "{}",
        "{\"prompt_tokens\":9223372036854775807}",
        "{\"prompt_tokens\":1e400,\"completion_tokens\":2}",
        "{\"prompt_tokens\":9,\"completion_tokens\":2.5}"
      })
  void usage_that_is_none_ends_the_task_after_one_call(String usage) throws Exception {
    OPENAI.stubFor(
        post("/v1/chat/completions")
            .willReturn(
                okJson(ANSWER.replaceFirst("(?s)\"usage\":.*", "\"usage\":" + usage + "}"))));

    var failed = assertFailed(executor.execute(attempt(HELLO, 100)), false, "can't be true");
    assertThat(failed.usage()).isNotNull();
  }

  @Test
  void an_answer_without_usage_is_charged_as_reserved() throws Exception {
    OPENAI.stubFor(
        post("/v1/chat/completions")
            .willReturn(okJson(ANSWER.replaceFirst(",\\s*\"usage\".*", "}"))));

    assertThat(executor.execute(attempt(HELLO, 100)))
        .asInstanceOf(type(Outcome.Completed.class))
        .extracting(Outcome.Completed::usage)
        .isEqualTo(new Usage("gpt-4o", 0, 100));
  }
}
