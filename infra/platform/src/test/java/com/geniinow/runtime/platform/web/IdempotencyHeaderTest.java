package com.geniinow.runtime.platform.web;

import static com.geniinow.runtime.platform.testing.TestApplication.AGENT;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.testing.HttpTest;
import com.geniinow.runtime.platform.testing.RawRequest;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A key in the header is read in one way only. */
class IdempotencyHeaderTest extends HttpTest {
  @Test
  void a_key_that_is_given_twice_is_refused() throws IOException {
    for (var second : new String[] {"b", "a", ""}) {
      refused(
          request("/api/keys")
              .header(IdempotencyHeader.NAME, "a")
              .header("idempotency-key", second));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"€", "😀", "\u0080"})
  void bytes_that_are_control_characters_of_latin_1_are_no_failure(String bytes)
      throws IOException {
    for (var request :
        new RawRequest[] {
          request("/api/keys").header(IdempotencyHeader.NAME, bytes),
          RawRequest.of("POST", "/api/agents/" + AGENT + "/orders")
              .header("Authorization", "Bearer " + tokens.agent(AGENT, Duration.ofMinutes(5)))
              .header("Content-Encoding", bytes),
          RawRequest.of("GET", "/api/required?maxCount=1")
              .header("Authorization", bearer())
              .header("If-Match", bytes)
        }) {
      var answer = request.body(port, "");
      assertThat(answer.status()).as(answer.text()).isEqualTo(400);
      assertThat(answer.text()).contains("\"reason\":\"invalid_request\"");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ü", "aé", "ñ"})
  void a_key_of_other_characters_than_ascii_is_refused(String key) throws IOException {
    refused(request("/api/keys").header(IdempotencyHeader.NAME, key));
  }

  @Test
  void an_ordinary_key_is_taken_and_elsewhere_any() throws IOException {
    var key = "!#a, b;c=\"d\"~";
    assertThat(request("/api/keys").header(IdempotencyHeader.NAME, key).body(port, "").text())
        .endsWith("{\"key\":\"!#a, b;c=\\\"d\\\"~\"}");
    assertThat(request("/api/keys").body(port, "").text()).endsWith("{}");
    var elsewhere = RawRequest.of("GET", "/api/things").header("Authorization", bearer());
    assertThat(elsewhere.header(IdempotencyHeader.NAME, "ü").body(port, "").status())
        .isEqualTo(200);
  }

  private void refused(RawRequest request) throws IOException {
    var answer = request.body(port, "");
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.text()).contains("\"field\":\"Idempotency-Key\"");
  }

  private RawRequest request(String path) {
    return RawRequest.of("POST", path).header("Authorization", bearer());
  }

  private String bearer() {
    return "Bearer " + tokens.admin("ada", Duration.ofMinutes(5));
  }
}
