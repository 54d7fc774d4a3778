package com.geniinow.runtime.platform.web;

import static com.geniinow.runtime.platform.testing.Client.problem;
import static com.geniinow.runtime.platform.testing.TestApplication.AGENT;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.testing.HttpTest;
import com.geniinow.runtime.platform.testing.RawRequest;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An answer says what it is, whatever was asked for. */
class AcceptedTypesTest extends HttpTest {
  private static final String PATH = "/api/agents/" + AGENT;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/problem+json",
        "application/problem+json, text/html;q=0.9",
        "application/hal+json;q=0.5",
        "application/json;q=0.1, application/problem+json",
        "application/*+json",
        "application/*",
        "*/*"
      })
  void what_went_well_is_plain_json(String accept) {
    var answer = get(PATH, accept);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
  }

  @Test
  void what_went_wrong_is_a_problem_whatever_was_asked_for() {
    problem(get("/api/agents/x", "application/problem+json"), 403, "forbidden");
    problem(get(PATH, "text/html"), 406, "not_acceptable");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ",", " , ,", "application/json,,", ", application/json"})
  void what_names_no_type_is_passed_over(String accept) throws IOException {
    var answer =
        RawRequest.of("GET", PATH)
            .header("Authorization", "Bearer " + tokens.agent(AGENT, Duration.ofMinutes(5)))
            .header("Accept", accept)
            .body(port, "");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  private HttpResponse<String> get(String path, String accept) {
    return agent(AGENT).send("GET", path, null, BodyPublishers.noBody(), "Accept", accept);
  }
}
