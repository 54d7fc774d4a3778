package com.geniinow.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The contract with clients, pinned: a change of a route, a name or a status shows up here. Run
 * with {@code -Dopenapi.write=true} to accept it.
 */
@RuntimeTest
class OpenApiContractTest {
  private static final Path PINNED = Path.of("..", "docs", "openapi.json");
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  @LocalServerPort int port;

  @Test
  void the_openapi_document_is_the_pinned_one() throws IOException, InterruptedException {
    var served = JSON.readTree(get("/v3/api-docs"));
    if (Boolean.getBoolean("openapi.write")) {
      Files.writeString(PINNED, JSON.writeValueAsString(served) + "\n");
    }
    assertThat(served).isEqualTo(JSON.readTree(Files.readString(PINNED)));
  }

  @Test
  void every_route_says_what_it_does_and_answers_with_a_named_body() throws Exception {
    var served = JSON.readTree(get("/v3/api-docs"));
    for (var path : served.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        assertThat(operation.getValue().path("summary").asString(""))
            .as(operation.getKey() + " " + path.getKey())
            .isNotBlank();
      }
    }
  }

  @Test
  void the_swagger_page_is_there() throws Exception {
    assertThat(get("/swagger-ui/index.html")).contains("swagger-ui");
  }

  private String get(String path) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
      return client.send(request, BodyHandlers.ofString()).body();
    }
  }
}
