package com.geniinow.runtime.command.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.security.Calls.Body;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Headers that look like keys and are none. */
@RuntimeTest
class HostileKeysTest {
  @LocalServerPort int port;
  private Api api;
  private UUID agent;
  private String key;

  @BeforeEach
  void anAgent() {
    api = new Api(port);
    agent = api.provision(Map.of());
    key = api.createKey(agent).text("key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gk_",
        "gk_x",
        "GK_%s",
        "gk_%s",
        "%s=",
        "%s.",
        "%s x",
        "%s\u0000",
        "gk_' OR '1'='1",
        "gk_%%00",
        "gk_\u00e9",
        "gk_../../etc/passwd"
      })
  void what_is_no_key_opens_nothing(String form) throws IOException {
    var sent = "Authorization: Bearer " + form.formatted(key) + "\r\n";

    assertThat(raw(sent)).startsWith("HTTP/1.1 4").doesNotContain("\"agent_id\"");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 40, 44, 1_000, 10_000, 60_000})
  void a_key_of_another_length_opens_nothing(int length) throws IOException {
    assertThat(raw("Authorization: Bearer gk_" + "A".repeat(length) + "\r\n"))
        .startsWith("HTTP/1.1 4")
        .contains("application/problem+json");
  }

  @Test
  void the_last_character_counts() {
    var last = key.charAt(key.length() - 1);
    for (var c : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".toCharArray()) {
      var other = key.substring(0, key.length() - 1) + c;
      var status = api.bearing(other, "GET", "/api/agents/" + agent, null).status();
      assertThat(status).as("%s", c).isEqualTo(c == last ? 200 : 401);
    }
  }

  @Test
  void of_two_headers_none_says_who_calls() throws IOException {
    var good = "Authorization: Bearer " + key + "\r\n";
    var token = "Authorization: Bearer " + Calls.agent(agent) + "\r\n";

    assertThat(raw(good)).startsWith("HTTP/1.1 200");
    for (var two : new String[] {good + good, good + token, token + good, token + token}) {
      assertThat(raw(two)).startsWith("HTTP/1.1 401").contains("unauthenticated");
    }
  }

  @Test
  void a_key_is_no_parameter() {
    var path = "/api/agents/" + agent + "?access_token=" + key;

    assertThat(new Calls(port).send("GET", path, null, Body.NONE).statusCode()).isEqualTo(401);
  }

  /** As bytes, since no client library would send this. */
  private String raw(String headers) throws IOException {
    try (var socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(60_000);
      var request =
          "GET /api/agents/%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s\r\n"
              .formatted(agent, headers);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
