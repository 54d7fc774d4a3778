package com.geniinow.runtime.platform.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireErrorsTest {
  @ParameterizedTest
  @CsvSource({
    "400, unsupported_field,    invalid_request_error, invalid_request_error",
    "401, unauthenticated,      authentication_error,  authentication_error",
    "403, model_not_allowed,    permission_error,      permission_error",
    "404, model_not_found,      not_found_error,       not_found_error",
    "405, method_not_allowed,   invalid_request_error, invalid_request_error",
    "413, payload_too_large,    invalid_request_error, request_too_large",
    "415, unsupported_media_type, invalid_request_error, invalid_request_error",
    "429, quota_exceeded,       insufficient_quota,    rate_limit_error",
    "429, task_budget_exceeded, rate_limit_error,      rate_limit_error",
    "429, too_many_calls,       rate_limit_error,      rate_limit_error",
    "500, internal_error,       server_error,          api_error",
    "503, unavailable,          server_error,          overloaded_error",
    "529, unavailable,          server_error,          overloaded_error"
  })
  void a_refusal_has_the_type_that_its_protocol_knows(
      int status, String code, String openAi, String anthropic) {
    assertThat(WireErrors.body(Kind.OPENAI, status, code, "m", "p").at("/error/type").asString())
        .isEqualTo(openAi);
    assertThat(WireErrors.body(Kind.ANTHROPIC, status, code, "m", "p").at("/error/type").asString())
        .isEqualTo(anthropic);
  }

  @Test
  void a_refusal_has_the_shape_of_its_protocol() {
    assertThat(WireErrors.body(Kind.OPENAI, 400, "unsupported_field", "n must be 1", "n"))
        .hasToString(
            "{\"error\":{\"message\":\"n must be 1\",\"type\":\"invalid_request_error\","
                + "\"code\":\"unsupported_field\",\"param\":\"n\"}}");
    assertThat(WireErrors.body(Kind.OPENAI, 404, "not_found", "m", null).at("/error").has("param"))
        .isTrue();
    assertThat(WireErrors.body(Kind.ANTHROPIC, 400, "unsupported_field", "n must be 1", "n"))
        .hasToString(
            "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\","
                + "\"message\":\"n must be 1\",\"code\":\"unsupported_field\"}}");
  }
}
