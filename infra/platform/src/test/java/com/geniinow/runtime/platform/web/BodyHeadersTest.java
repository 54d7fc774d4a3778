package com.geniinow.runtime.platform.web;

import static com.geniinow.runtime.platform.testing.Client.problem;
import static com.geniinow.runtime.platform.testing.TestApplication.AGENT;
import static com.geniinow.runtime.platform.testing.TestApplication.OTHER_AGENT;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.testing.HttpTest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What a body is said to be is taken at its word, or refused. */
@ExtendWith(OutputCaptureExtension.class)
class BodyHeadersTest extends HttpTest {
  private static final String ORDERS = "/api/agents/" + AGENT + "/orders";
  private static final String ORDER = "{\"display_name\":\"\u00fc\"}";

  @ParameterizedTest
  @ValueSource(
      strings = {"*/*", "*", "application/*", "text/*", "application/*+json", "multipart/*"})
  void a_type_with_a_wildcard_is_415_and_no_failure(String type, CapturedOutput log) {
    var answer = order(type);

    problem(answer, 415, "unsupported_media_type");
    assertThat(answer.headers().firstValue("Accept")).hasValue("application/json");
    assertThat(log.toString()).doesNotContain("\tat ", " ERROR ", " WARN ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/yaml", "x", "application/json;charset=x"})
  void another_type_is_415_and_says_what_is_taken(String type, CapturedOutput log) {
    var answer = order(type);

    problem(answer, 415, "unsupported_media_type");
    assertThat(answer.headers().firstValue("Accept").orElse("")).startsWith("application/json");
    assertThat(answer.headers().firstValue("Accept").orElse("")).doesNotContain("yaml");
    assertThat(log.toString()).doesNotContain("\tat ", " ERROR ", " WARN ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"iso-8859-1", "UTF-16", "utf-32", "us-ascii", "windows-1252"})
  void another_charset_than_utf_8_is_415(String charset) {
    problem(order("application/json; charset=" + charset), 415, "unsupported_media_type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"utf-8", "UTF-8", "\"utf-8\"", "utf8"})
  void utf_8_may_be_named(String charset) {
    assertThat(order("application/json;charset=" + charset).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "br", "deflate", "identity, gzip", "x"})
  void a_body_in_a_coding_is_415_and_hears_of_none(String coding) {
    var answer = order("application/json", "Content-Encoding", coding);

    problem(answer, 415, "unsupported_media_type");
    assertThat(answer.headers().firstValue("Accept-Encoding")).hasValue("identity");
  }

  @Test
  void no_coding_may_be_named() {
    assertThat(order("application/json", "Content-Encoding", "identity").statusCode())
        .isEqualTo(200);
    assertThat(order("application/json", "Content-Encoding", "Identity").statusCode())
        .isEqualTo(200);
  }

  @Test
  void who_may_not_ask_at_all_hears_that_first() {
    var answer =
        agent(OTHER_AGENT)
            .send("POST", ORDERS, "*/*", BodyPublishers.ofString(ORDER), "Content-Encoding", "br");

    problem(answer, 403, "forbidden");
  }

  private HttpResponse<String> order(String type, String... headers) {
    return agent(AGENT)
        .send(
            "POST", ORDERS, type, BodyPublishers.ofString(ORDER, StandardCharsets.UTF_8), headers);
  }
}
