package com.geniinow.runtime.platform.web;

import static com.geniinow.runtime.platform.testing.Client.problem;
import static com.geniinow.runtime.platform.testing.TestApplication.AGENT;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.testing.HttpTest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JSON body is UTF-8 to the letter: nothing in it is read as something else. */
class StrictUtf8Test extends HttpTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "c080",
        "e08080",
        "f0808080",
        "c1bf",
        "eda080",
        "edbfbf",
        "f4908080",
        "f8888080",
        "80",
        "ff",
        "c3",
        "e282",
        "f09f98"
      })
  void bytes_that_are_no_utf_8_are_400_in_names_and_texts(String hex) {
    problem(order(body("{\"display_name\":\"a", hex, "b\"}")), 400, "invalid_request");
    problem(
        order(body("{\"display_name\":\"x\",\"payload\":{\"", hex, "\":1}}")),
        400,
        "invalid_request");
    assertThat(StrictUtf8.decode(HexFormat.of().parseHex(hex))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE"})
  void another_encoding_is_400(String charset) {
    problem(
        order("{\"display_name\":\"x\"}".getBytes(Charset.forName(charset))),
        400,
        "invalid_request");
  }

  @Test
  void all_that_is_utf_8_passes_with_a_byte_order_mark_before_it_too() {
    for (var name : new String[] {"\u007f\u0080", "\u07ff\u0800", "\ud7ff\ue000", "\uffff", "😀"}) {
      var json = "{\"display_name\":\"%s\"}".formatted(name);
      var answer = order(json.getBytes(StandardCharsets.UTF_8));
      assertThat(answer.statusCode()).as(json).isEqualTo(200);
      assertThat(answer.body()).contains(name);
      assertThat(order(("\ufeff" + json).getBytes(StandardCharsets.UTF_8)).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void a_long_text_is_looked_at_to_its_end() {
    var text = "ü".repeat(100_000).getBytes(StandardCharsets.UTF_8);
    assertThat(StrictUtf8.decode(text)).hasValue("ü".repeat(100_000));
    text[text.length - 1] = '"';
    assertThat(StrictUtf8.decode(text)).isEmpty();
  }

  private HttpResponse<String> order(byte[] body) {
    return agent(AGENT)
        .send(
            "POST",
            "/api/agents/" + AGENT + "/orders",
            "application/json",
            BodyPublishers.ofByteArray(body));
  }

  private static byte[] body(String before, String hex, String after) {
    var text = HexFormat.of().formatHex(before.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of()
        .parseHex(text + hex + HexFormat.of().formatHex(after.getBytes(StandardCharsets.UTF_8)));
  }
}
