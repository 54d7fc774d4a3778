package com.geniinow.runtime.platform.security;

import static com.geniinow.runtime.platform.testing.TestApplication.AGENT;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.testing.Client;
import com.geniinow.runtime.platform.testing.HttpTest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a browser is told, so that no page of others can use a person's token or see an answer. */
class BrowserTest extends HttpTest {
  @Test
  void every_answer_says_what_a_browser_may_do_with_it() {
    for (HttpResponse<String> answer :
        List.of(
            admin().get("/api/agents/" + AGENT),
            anonymous().get("/api/agents/" + AGENT),
            admin().get("/nowhere"),
            anonymous().get("/v3/api-docs"),
            anonymous().get("/swagger-ui/index.html"))) {
      assertHeader(answer, "X-Content-Type-Options", "nosniff");
      assertHeader(answer, "X-Frame-Options", "DENY");
      assertHeader(answer, "Referrer-Policy", "no-referrer");
      assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
          .contains("default-src 'self'", "frame-ancestors 'none'");
      assertThat(answer.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
      assertThat(answer.headers().firstValue("Server")).isEmpty();
      assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }
  }

  @Test
  void no_other_origin_is_let_in() {
    for (Client client : List.of(anonymous(), admin())) {
      for (String method : List.of("OPTIONS", "GET")) {
        var answer =
            client.send(
                method,
                "/api/agents/" + AGENT,
                null,
                BodyPublishers.noBody(),
                "Origin",
                "https://evil.example",
                "Access-Control-Request-Method",
                "GET");
        assertThat(answer.headers().map().keySet().toString().toLowerCase(java.util.Locale.ROOT))
            .doesNotContain("access-control-allow");
      }
    }
  }

  private static void assertHeader(HttpResponse<String> answer, String name, String value) {
    assertThat(answer.headers().allValues(name))
        .as(answer.uri() + " " + name)
        .containsExactly(value);
  }
}
