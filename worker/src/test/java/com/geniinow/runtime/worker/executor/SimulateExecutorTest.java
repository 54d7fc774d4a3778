package com.geniinow.runtime.worker.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class SimulateExecutorTest {
  private final SimulateExecutor executor = new SimulateExecutor(true);

  @Test
  void completes_reporting_what_it_was_told_to() throws Exception {
    var outcome =
        executor.execute(
            attempt(1, "{\"tokens\":70,\"model\":\"gpt-4o\",\"result\":{\"answer\":42}}"));

    assertThat(outcome)
        .isEqualTo(
            new Outcome.Completed(
                JsonMapper.shared().readTree("{\"answer\":42}"), new Usage("gpt-4o", 0, 70)));
  }

  @Test
  void costs_nothing_and_returns_an_empty_result_unless_told_otherwise() throws Exception {
    var outcome = executor.execute(attempt(1, "null"));

    assertThat(outcome)
        .isEqualTo(
            new Outcome.Completed(JsonMapper.shared().createObjectNode(), new Usage(null, 0, 0)));
  }

  @Test
  void fails_the_first_attempts_and_no_later_one() throws Exception {
    var payload = "{\"fail_attempts\":2}";

    assertThat(executor.execute(attempt(1, payload)))
        .asInstanceOf(type(Outcome.Failed.class))
        .returns(true, Outcome.Failed::retryable)
        .returns("simulated failure of attempt 1", Outcome.Failed::error);
    assertThat(executor.execute(attempt(2, payload))).isInstanceOf(Outcome.Failed.class);
    assertThat(executor.execute(attempt(3, payload))).isInstanceOf(Outcome.Completed.class);
  }

  @Test
  void fails_for_good_when_told_so() throws Exception {
    assertThat(executor.execute(attempt(1, "{\"fail_attempts\":1,\"retryable\":false}")))
        .asInstanceOf(type(Outcome.Failed.class))
        .returns(false, Outcome.Failed::retryable);
  }

  @Test
  void names_the_field_that_is_wrong() throws Exception {
    assertPermanent(attempt(1, "{\"duration_ms\":600001}"), "duration_ms must be between");
    assertPermanent(attempt(1, "{\"duration_ms\":\"long\"}"), "duration_ms must be an integer");
    assertPermanent(attempt(1, "{\"tokens\":-1}"), "tokens must be between");
    assertPermanent(attempt(1, "{\"retryable\":1}"), "retryable must be true or false");
    assertPermanent(attempt(1, "{\"model\":1}"), "model must be a string");
  }

  @Test
  void refuses_where_it_is_switched_off() throws Exception {
    assertThat(new SimulateExecutor(false).execute(attempt(1, "{}")))
        .asInstanceOf(type(Outcome.Failed.class))
        .returns(false, Outcome.Failed::retryable)
        .extracting(Outcome.Failed::error)
        .asString()
        .contains("GENII_SIMULATE");
  }

  private void assertPermanent(Attempt attempt, String message) throws Exception {
    assertThat(executor.execute(attempt))
        .asInstanceOf(type(Outcome.Failed.class))
        .returns(false, Outcome.Failed::retryable)
        .extracting(Outcome.Failed::error)
        .asString()
        .contains(message);
  }

  private static Attempt attempt(int number, String payload) {
    return new Attempt(
        UUID.randomUUID(),
        UUID.randomUUID(),
        number,
        "simulate",
        JsonMapper.shared().readTree(payload),
        null,
        1000);
  }
}
