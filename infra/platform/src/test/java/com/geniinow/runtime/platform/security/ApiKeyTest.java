package com.geniinow.runtime.platform.security;

import static com.geniinow.runtime.platform.testing.TestApplication.AGENT;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.testing.HttpTest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Anthropic's clients send their key in a header of their own. */
class ApiKeyTest extends HttpTest {
  @Test
  void a_key_in_x_api_key_is_as_good_as_a_bearer() {
    assertThat(anonymous().send("GET", "/v1/models/m", null, none(), "x-api-key", token()))
        .extracting(answer -> answer.statusCode())
        .isEqualTo(200);
  }

  @Test
  void both_may_be_sent_where_they_are_the_same() {
    var token = token();

    assertThat(status(token, token)).isEqualTo(200);
    assertThat(status(token, token())).isEqualTo(401);
    assertThat(status(token, "")).isEqualTo(401);
    assertThat(status("nonsense", token)).isEqualTo(401);
  }

  @Test
  void elsewhere_it_lets_nobody_in() {
    var path = "/api/agents/" + AGENT;

    assertThat(anonymous().send("GET", path, null, none(), "x-api-key", token()).statusCode())
        .isEqualTo(401);
    assertThat(bearing(token()).send("GET", path, null, none(), "x-api-key", "x").statusCode())
        .isEqualTo(200);
  }

  private int status(String bearer, String key) {
    return bearing(bearer).send("GET", "/v1/models/m", null, none(), "x-api-key", key).statusCode();
  }

  private static java.net.http.HttpRequest.BodyPublisher none() {
    return BodyPublishers.noBody();
  }

  private int nth;

  /** A new one for each call. */
  private String token() {
    return tokens.agent(AGENT, Duration.ofMinutes(5 + nth++));
  }
}
