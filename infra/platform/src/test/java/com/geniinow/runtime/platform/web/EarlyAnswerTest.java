package com.geniinow.runtime.platform.web;

import static com.geniinow.runtime.platform.testing.TestApplication.AGENT;
import static com.geniinow.runtime.platform.testing.TestApplication.OTHER_AGENT;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.testing.HttpTest;
import com.geniinow.runtime.platform.testing.RawRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was answered before the body had come is heard by who listens only after sending it. */
class EarlyAnswerTest extends HttpTest {
  /** More than the sockets' buffers on both sides take. */
  private static final int MUCH = 40 << 20;

  private static final String FORM = "multipart/form-data; boundary=x";
  private static final String PART =
      "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n";

  @ParameterizedTest
  @CsvSource({
    "none, POST, /api/agents/{own}/orders, json, 401",
    "bad, POST, /api/agents/{own}/orders, json, 401",
    "bad, POST, /api/upload, form, 401",
    "agent, POST, /api/agents/{other}/orders, json, 403",
    "agent, POST, /api/upload, form, 403",
    "admin, POST, /api/reasons/storage_quota_exceeded, form, 405",
    "admin, PUT, /api/upload, form, 405",
    "admin, POST, /api/nowhere, json, 404",
    "admin, POST, /api/nowhere, form, 404",
    "agent, POST, /api/agents/{own}/orders, form, 415",
    "agent, POST, /api/agents/{own}/orders, json, 413",
    "admin, POST, /api/a%2F..%2Fb, json, 400",
    "admin, GET, /api/fails/send-error, json, 418",
    "admin, GET, /api/fails/unknown, json, 500",
    "admin, GET, /api/reasons/agent_not_active, json, 409",
    "admin, GET, /api/reasons/storage_quota_exceeded, form, 429",
    "admin, GET, /api/things, json, 200",
    "admin, GET, /api/stream, json, 200",
  })
  void whoever_answers(String caller, String method, String path, String type, int status)
      throws IOException {
    assertThat(request(caller, method, path, type).zeros(port, prefix(type), MUCH).status())
        .as("with a length")
        .isEqualTo(status);
    assertThat(request(caller, method, path, type).chunkedZeros(port, prefix(type), MUCH).status())
        .as("in chunks")
        .isEqualTo(status);
    if (path.equals("/api/stream")) {
      return; // while it is written by another thread nothing gives leave
    }
    assertThat(
            request(caller, method, path, type)
                .header("Expect", "100-continue")
                .zeros(port, prefix(type), MUCH)
                .text())
        .as("from a client that asks for leave and does not wait for it")
        .contains("HTTP/1.1 " + status);
  }

  @Test
  void a_client_that_waits_for_leave_hears_the_answer_without_it() throws IOException {
    try (var socket = connect()) {
      socket
          .getOutputStream()
          .write(
              ("POST /api/upload HTTP/1.1\r\nHost: x\r\nContent-Type: "
                      + FORM
                      + "\r\nContent-Length: 50000000\r\nExpect: 100-continue\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));

      assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 401");
    }
  }

  @Test
  void the_connection_is_of_use_afterwards() throws IOException {
    try (var socket = connect()) {
      var out = socket.getOutputStream();
      var head = "POST /api/upload HTTP/1.1\r\nHost: x\r\nContent-Length: " + MUCH + "\r\n\r\n";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      out.write(new byte[MUCH]);
      out.write(
          "GET /api/things HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));

      var answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answers.split("HTTP/1.1 401", -1)).as(answers).hasSize(3);
    }
  }

  private Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(30_000);
    return socket;
  }

  private RawRequest request(String caller, String method, String path, String type) {
    var request =
        RawRequest.of(
                method,
                path.replace("{own}", AGENT.toString()).replace("{other}", OTHER_AGENT.toString()))
            .header(
                "Content-Type",
                switch (type) {
                  case "form" -> FORM;
                  case "json" -> "application/json";
                  default -> "text/plain";
                });
    return switch (caller) {
      case "none" -> request;
      case "bad" -> request.header("Authorization", "Bearer bad");
      case "agent" -> request.header("Authorization", "Bearer " + tokens.agent(AGENT, TTL));
      default -> request.header("Authorization", "Bearer " + tokens.admin("ada", TTL));
    };
  }

  private static final Duration TTL = Duration.ofMinutes(5);

  private static String prefix(String type) {
    return type.equals("form") ? PART : "";
  }
}
