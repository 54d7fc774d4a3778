package com.geniinow.runtime.worker.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.worker.executor.ModelCall;
import com.geniinow.runtime.worker.executor.Outcome;
import com.geniinow.runtime.worker.executor.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What the command side is told, to the letter. */
class AttemptMessagesTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final AttemptMessages messages = new AttemptMessages(JSON);

  @Test
  void a_failure_says_its_cause_and_when_to_come_again_where_there_is_one() {
    var most =
        new Outcome.Failed(
            "429", false, null, Duration.ofMillis(1_500), Outcome.Cause.PROVIDER_OUT_OF_CREDIT);

    assertThat(said(most))
        .isEqualTo(
            """
            {"outcome":"failed","error":"429","retryable":false,"retry_after_seconds":1.500,\
            "cause":"provider_out_of_credit"}""");
    assertThat(said(Outcome.retryable("503")))
        .isEqualTo(
            """
            {"outcome":"failed","error":"503","retryable":true}""");
  }

  @Test
  void a_use_says_of_its_parts_what_is_known() {
    assertThat(completed(new Usage("m", 9, 8, 7, new BigDecimal("0.5"), 6, 5, "flex")))
        .isEqualTo(
            """
            {"outcome":"completed","result":null,"usage":{"model":"m","input_tokens":9,"output_tokens":8,\
            "cached_input_tokens":7,"reasoning_tokens":6,"cache_write_tokens":5,\
            "service_tier":"flex","cost_usd":0.5}}""");
    assertThat(completed(new Usage("m", 9, 8)))
        .isEqualTo(
            """
            {"outcome":"completed","result":null,"usage":{"model":"m","input_tokens":9,"output_tokens":8}}""");
  }

  @Test
  void a_use_says_how_its_model_was_called() {
    var used = new Usage("m", 9, 8);
    var call = new ModelCall("openai", 200, 17, "ab", "cd");

    assertThat(said(new Outcome.Completed(JSON.getNodeFactory().nullNode(), used).with(call)))
        .isEqualTo(
            """
            {"outcome":"completed","result":null,"usage":{"model":"m","input_tokens":9,"output_tokens":8,\
            "call":{"latency_ms":17,"request_sha256":"ab","response_sha256":"cd",\
            "provider":"openai","status":"ok"}}}""");
    assertThat(
            said(
                new Outcome.Failed("x", true, used)
                    .with(new ModelCall("openai", null, 17, "ab", null))))
        .endsWith(
            "\"call\":{\"latency_ms\":17,\"request_sha256\":\"ab\",\"provider\":\"openai\","
                + "\"status\":\"provider_lost\"}}}");
    var refused = new ModelCall("openai", 429, 17, "ab", null);
    assertThat(said(new Outcome.Failed("x", true, null).with(refused)))
        .isEqualTo(
            """
            {"outcome":"failed","error":"x","retryable":true,"usage":{"input_tokens":0,"output_tokens":0,\
            "call":{"latency_ms":17,"request_sha256":"ab","provider":"openai",\
            "status":"provider_error"}}}""");
  }

  @Test
  void what_is_handed_back_says_what_it_used() {
    assertThat(said(new Outcome.Released(null))).isEqualTo("{\"outcome\":\"released\"}");
    assertThat(said(new Outcome.Released(new Usage("m", 9, 8))))
        .isEqualTo(
            """
            {"outcome":"released","usage":{"model":"m","input_tokens":9,"output_tokens":8}}""");
  }

  /** What is said of an attempt, without its numbers. */
  private String said(Outcome outcome) {
    var id = new UUID(1, 2);
    var report = messages.report(new Report(id, 3, outcome));
    var numbers = "{\"task_id\":\"" + id + "\",\"attempt\":3,";
    assertThat(report).startsWith(numbers);
    return "{" + report.substring(numbers.length());
  }

  private String completed(Usage usage) {
    return said(new Outcome.Completed(JSON.getNodeFactory().nullNode(), usage));
  }
}
