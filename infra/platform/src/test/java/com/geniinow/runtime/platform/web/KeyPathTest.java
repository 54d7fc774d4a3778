package com.geniinow.runtime.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.testing.Client;
import com.geniinow.runtime.platform.testing.HttpTest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyPathTest extends HttpTest {
  private final UUID agent = UUID.randomUUID();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "embed",
        "a/b",
        "/",
        "//a//",
        "..",
        ".",
        "a/../b",
        "../../../v3/api-docs",
        "a;b=c",
        "100%",
        "%2F",
        "a\\b",
        "a b+c",
        "?x=1#y",
        "Grüße/日本/🙂",
        "\u2028",
        "~!@$&'()*,=:[]{}|^`\"<>",
      })
  void every_key_arrives_as_it_was_sent(String key) {
    var answer = agent(agent).get(path(encoded(key)));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(Client.json(answer).path("key").asString()).isEqualTo(key);
  }

  @Test
  void a_slash_may_be_sent_as_it_is() {
    var answer = agent(agent).get(path("a/b;c/d.e"));

    assertThat(Client.json(answer).path("key").asString()).isEqualTo("a/b;c/d.e");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%0A", "a%7Fb", "%C2%85", "%01"})
  void what_is_no_key_is_a_400_that_names_it(String raw) {
    var problem = Client.json(agent(agent).get(path(raw)));

    assertThat(problem.path("reason").asString()).isEqualTo("invalid_request");
    assertThat(problem.path("errors").path(0).path("field").asString()).isEqualTo("key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%zz", "%", "%00", "%FF", "a%C0%AFb", "%ED%A0%80"})
  void what_is_no_path_is_a_400(String raw) {
    assertThat(agent(agent).rawStatus("GET " + path(raw) + " HTTP/1.1")).isEqualTo(400);
  }

  @Test
  void a_key_of_512_bytes_is_taken_and_one_of_513_is_not() {
    var longest = "é".repeat(256);

    assertThat(agent(agent).get(path(encoded(longest))).statusCode()).isEqualTo(200);
    Client.problem(agent(agent).get(path(encoded(longest) + "a")), 400, "invalid_request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a.b", "a%2Fb", "..%2F..%2Fx", "%2e%2e", "%0A"})
  void another_s_key_is_403_whatever_it_looks_like(String raw) {
    var answer = agent(UUID.randomUUID()).get(path(raw));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(Client.json(answer).path("reason").asString()).isEqualTo("forbidden");
  }

  @Test
  void elsewhere_an_encoded_slash_is_refused() {
    assertThat(agent(agent).get("/api/agents/" + agent + "%2Fmemory/x").statusCode())
        .isEqualTo(400);
  }

  private String path(String raw) {
    return "/api/agents/" + agent + "/memory/" + raw;
  }

  private static String encoded(String key) {
    return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
