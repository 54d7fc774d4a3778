package com.geniinow.runtime.query.view.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.platform.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;

/** The console's files as they are sent. */
class ConsoleHandlerTest {
  private static final Path SOURCE = Path.of("src", "main", "resources", "console");
  private static final Pattern IMPORT = Pattern.compile("(?:from |import\\()\"([^\"]+)\"");

  private final ConsoleHandler handler = new ConsoleHandler(new ConsoleFiles());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "index.html",
        "icon.svg",
        "css/base.css",
        "js/main.js",
        "vendor/lit-html/lit-html.js",
        "vendor/lit-html/directives/repeat.js",
        "vendor/uplot/uPlot.esm.js",
        "vendor/uplot/uPlot.min.css"
      })
  void a_file_is_sent_packed_with_a_tag_and_a_strict_policy(String path) throws Exception {
    var answer = get(path, "Accept-Encoding", "gzip, deflate, br");

    assertThat(answer.getStatus()).isEqualTo(200);
    assertThat(answer.getHeader("Content-Encoding")).isEqualTo("gzip");
    assertThat(answer.getHeader("Content-Security-Policy"))
        .contains("default-src 'none'", "script-src 'self'", "require-trusted-types-for 'script'")
        .doesNotContain("unsafe", "http");
    assertThat(answer.getHeader("Cache-Control")).isEqualTo("no-cache");
    assertThat(unpacked(answer.getContentAsByteArray()))
        .isEqualTo(get(path).getContentAsByteArray());
    var tag = String.valueOf(answer.getHeader("ETag"));
    var known = get(path, "Accept-Encoding", "gzip", "If-None-Match", "\"x\", W/" + tag);
    assertThat(known.getStatus()).isEqualTo(304);
    assertThat(known.getContentAsByteArray()).isEmpty();
    assertThat(get(path, "If-None-Match", tag).getStatus()).as("the other form").isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip;q=0", "identity", "br", ""})
  void who_takes_no_gzip_gets_plain_bytes(String accepted) throws Exception {
    assertThat(get("index.html", "Accept-Encoding", accepted).getHeader("Content-Encoding"))
        .isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing.js",
        "../application.properties",
        "js/../../query-side.properties",
        "js//main.js",
        "%2e%2e/x.js",
        "vendor/swagger-ui/swagger-ui.js",
        "vendor/lit-html/package.json",
        "vendor/lit-html",
        "js/",
        "Js/main.js"
      })
  void what_is_no_file_of_the_console_is_not_found(String path) {
    assertThatThrownBy(() -> get(path)).isInstanceOf(ProblemException.class);
  }

  @Test
  void nothing_is_sent_to_the_console() {
    for (var method : new String[] {"POST", "PUT", "DELETE"}) {
      var request = new MockHttpServletRequest(method, "/console/");
      assertThatThrownBy(() -> handler.handleRequest(request, new MockHttpServletResponse()))
          .isInstanceOf(HttpRequestMethodNotSupportedException.class);
    }
  }

  @Test
  void without_its_last_slash_the_address_leads_to_the_one_with_it() throws Exception {
    var answer = new MockHttpServletResponse();
    handler.handleRequest(new MockHttpServletRequest("GET", "/console"), answer);
    assertThat(answer.getStatus()).isEqualTo(308);
    assertThat(answer.getHeader("Location")).isEqualTo("/console/");
  }

  @Test
  void every_import_leads_to_a_file_of_the_console() throws Exception {
    try (var files = Files.walk(SOURCE.resolve("js"))) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        for (var found :
            IMPORT.matcher(Files.readString(file)).results().map(r -> r.group(1)).toList()) {
          assertThat(found).as("%s", file).startsWith(".");
          var path = SOURCE.relativize(file.getParent().resolve(found).normalize()).toString();
          assertThat(get(path).getStatus()).as("%s in %s", found, file).isEqualTo(200);
        }
      }
    }
  }

  @Test
  void nothing_of_ours_names_another_place_or_keeps_anything_for_longer_than_a_tab_is_open()
      throws Exception {
    try (var files = Files.walk(SOURCE)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var text = Files.readString(file).replace("http://www.w3.org/2000/svg", "");
        assertThat(text)
            .as("%s", file)
            .doesNotContain("http://", "https://", "localStorage", "innerHTML", "unsafeHTML")
            .doesNotContain("document.cookie", "eval(", "unsafeSVG", " style=");
      }
    }
  }

  @Test
  void all_of_it_together_is_less_than_150_kb_on_its_way() throws Exception {
    long bytes = 0;
    try (var files = Files.walk(SOURCE)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        bytes += packed(SOURCE.relativize(file).toString());
      }
    }
    for (var library :
        new String[] {
          "vendor/lit-html/lit-html.js", "vendor/uplot/uPlot.esm.js", "vendor/uplot/uPlot.min.css"
        }) {
      bytes += packed(library);
    }
    assertThat(bytes).isLessThan(150_000);
  }

  private int packed(String path) throws Exception {
    return get(path, "Accept-Encoding", "gzip").getContentAsByteArray().length;
  }

  private MockHttpServletResponse get(String path, String... headers) throws Exception {
    var request = new MockHttpServletRequest("GET", "/console/" + path);
    for (var n = 0; n < headers.length; n += 2) {
      request.addHeader(headers[n], headers[n + 1]);
    }
    var answer = new MockHttpServletResponse();
    handler.handleRequest(request, answer);
    return answer;
  }

  private static byte[] unpacked(byte[] bytes) throws Exception {
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return gzip.readAllBytes();
    }
  }
}
