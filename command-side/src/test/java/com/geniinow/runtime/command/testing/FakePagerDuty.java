package com.geniinow.runtime.command.testing;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** PagerDuty's part in the tests, one for all of a JVM. */
public final class FakePagerDuty {
  public static final String KEY = "R0UT1NG";
  private static final WireMockServer SERVER =
      new WireMockServer(WireMockConfiguration.options().dynamicPort());

  static {
    SERVER.start();
    answers(202);
  }

  public static final String URL = "http://127.0.0.1:" + SERVER.port();

  private static final String PATH = "/v2/enqueue";

  private FakePagerDuty() {}

  /** Answers so from now on. */
  public static void answers(int status) {
    SERVER.resetMappings();
    SERVER.stubFor(
        post(urlEqualTo(PATH))
            .willReturn(aResponse().withStatus(status).withHeader("Retry-After", "1")));
  }

  /** The events it was sent, whatever it answered, in order. */
  public static List<JsonNode> events() {
    return SERVER.findAll(postRequestedFor(urlEqualTo(PATH))).stream()
        .map(request -> JsonMapper.shared().readTree(request.getBodyAsString()))
        .toList();
  }
}
