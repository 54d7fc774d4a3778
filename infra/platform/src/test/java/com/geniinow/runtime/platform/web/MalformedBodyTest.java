package com.geniinow.runtime.platform.web;

import static com.geniinow.runtime.platform.testing.TestApplication.AGENT;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.testing.HttpTest;
import com.geniinow.runtime.platform.testing.RawRequest;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Bodies that are malformed on the wire are the client's fault, told so and not logged as ours. */
@ExtendWith(OutputCaptureExtension.class)
class MalformedBodyTest extends HttpTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "zz\r\n{}\r\n0\r\n\r\n",
        "FFFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n",
        "-2\r\n{}\r\n0\r\n\r\n",
        "0x2\r\n{}\r\n0\r\n\r\n",
        "\r\n{}\r\n0\r\n\r\n",
        "2\r\n{}XX0\r\n\r\n",
        "2\r\n{}",
        "2\r\n{",
        "5\r\n{}\r\n",
        "2",
        "",
        "7FFFFFFF\r\n{}\r\n",
        "2;a=\u0001b\r\n{}\r\nzz\r\n\r\n",
        "2\r\n{}\r\n0\r\nbad trailer\r\n\r\n",
      })
  void a_chunk_that_is_none_is_400(String body, CapturedOutput log) throws IOException {
    var answer = post().header("Transfer-Encoding", "chunked").body(port, body);

    assertProblem(answer, log);
  }

  @Test
  void a_chunks_extension_or_a_trailer_without_end_is_400(CapturedOutput log) throws IOException {
    assertProblem(chunked("2;" + "x".repeat(20_000) + "\r\n{}\r\n0\r\n\r\n"), log);
    assertProblem(chunked("2\r\n{}\r\n0\r\nA: " + "x".repeat(20_000) + "\r\n\r\n"), log);
    assertProblem(chunked("2".repeat(20_000)), log);
  }

  @Test
  void a_body_shorter_than_its_length_is_400(CapturedOutput log) throws IOException {
    assertProblem(post().header("Content-Length", "100").body(port, "{\"display_name\""), log);
    assertProblem(post().header("Content-Length", "100").body(port, ""), log);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "x", "99999999999999999999", "1, 2", "+2"})
  void a_length_that_is_none_is_400(String length, CapturedOutput log) throws IOException {
    assertProblem(post().header("Content-Length", length).body(port, "{}"), log);
  }

  @Test
  void two_lengths_or_a_coding_that_is_not_known_are_no_500(CapturedOutput log) throws IOException {
    assertThat(
            post()
                .header("Content-Length", "2")
                .header("Content-Length", "3")
                .body(port, "{}")
                .status())
        .isEqualTo(400);
    assertThat(
            post()
                .header("Content-Length", "2")
                .header("Transfer-Encoding", "chunked")
                .body(port, "zz\r\n{}\r\n0\r\n\r\n")
                .status())
        .isEqualTo(400);
    assertThat(post().header("Transfer-Encoding", "gzip, chunked").body(port, "{}").status())
        .isBetween(400, 501);
    assertThat(post().header("Transfer-Encoding", "x").body(port, "{}").status())
        .isBetween(400, 501);
    assertQuiet(log);
  }

  private RawRequest post() {
    return RawRequest.of("POST", "/api/agents/" + AGENT + "/orders")
        .header("Authorization", "Bearer " + tokens.agent(AGENT, Duration.ofMinutes(5)))
        .header("Content-Type", "application/json");
  }

  private RawRequest.Answer chunked(String body) throws IOException {
    return post().header("Transfer-Encoding", "chunked").body(port, body);
  }

  private static void assertProblem(RawRequest.Answer answer, CapturedOutput log) {
    assertThat(answer.text()).startsWith("HTTP/1.1 400").contains("\"reason\":\"invalid_request\"");
    assertQuiet(log);
  }

  private static void assertQuiet(CapturedOutput log) {
    assertThat(log.toString()).doesNotContain("\tat ", " ERROR ", " WARN ");
  }
}
