package com.geniinow.runtime.worker.executor;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.core.JsonMissing;
import com.openai.core.JsonValue;
import com.openai.core.http.Headers;
import com.openai.errors.OpenAIServiceException;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OpenAiErrorsTest {
  private static final Usage MOST = new Usage("gpt-4o", 0, 100);

  private final OpenAiErrors errors = new OpenAiErrors("", InstantSource.system());

  @Test
  void a_refusal_that_throws_when_it_is_looked_at_is_still_a_refusal() {
    assertThat(errors.failure(new Garbled(429), MOST))
        .isEqualTo(new Outcome.Failed("the model provider answered 429", true, null));
    assertThat(errors.failure(new Garbled(404), MOST))
        .isEqualTo(new Outcome.Failed("the model provider answered 404", false, null));
  }

  @Test
  void a_failure_of_another_kind_is_one_of_the_call() {
    assertThat(errors.failure(new IllegalStateException("odd"), MOST))
        .isEqualTo(new Outcome.Failed("the model call failed: odd", true, MOST));
  }

  private static final class Garbled extends OpenAIServiceException {
    private static final long serialVersionUID = 1L;

    private final int status;

    Garbled(int status) {
      super("garbled", null);
      this.status = status;
    }

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message");
    }

    @Override
    public int statusCode() {
      return status;
    }

    @Override
    public Headers headers() {
      throw new IllegalStateException("no headers");
    }

    @Override
    public JsonValue body() {
      return JsonMissing.of();
    }

    @Override
    public Optional<String> code() {
      throw new IllegalStateException("no code");
    }

    @Override
    public Optional<String> param() {
      return Optional.empty();
    }

    @Override
    public Optional<String> type() {
      throw new IllegalStateException("no type");
    }
  }
}
