package com.geniinow.runtime.command;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Slack, as far as the tests of this JVM need it: it takes every message. */
public final class FakeSlack {
  private static final WireMockServer SERVER = start();

  private FakeSlack() {}

  static String apiUrl() {
    return SERVER.baseUrl() + "/api/";
  }

  /** The posted messages (form fields as they came, decoded) that mention a text. */
  public static List<String> messagesAbout(String text) {
    return SERVER.findAll(postRequestedFor(urlEqualTo("/api/chat.postMessage"))).stream()
        .map(request -> URLDecoder.decode(request.getBodyAsString(), StandardCharsets.UTF_8))
        .filter(body -> body.contains(text))
        .toList();
  }

  private static WireMockServer start() {
    var server = new WireMockServer(WireMockConfiguration.options().dynamicPort());
    server.start();
    server.stubFor(post(anyUrl()).willReturn(okJson("{\"ok\":true}")));
    return server;
  }
}
