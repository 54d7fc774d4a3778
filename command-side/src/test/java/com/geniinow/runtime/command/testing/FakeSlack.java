package com.geniinow.runtime.command.testing;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Slack's part in the tests, one for all of a JVM. */
public final class FakeSlack {
  private static final WireMockServer SERVER =
      new WireMockServer(WireMockConfiguration.options().dynamicPort());

  static {
    SERVER.start();
    answers();
  }

  public static final String URL = "http://127.0.0.1:" + SERVER.port() + "/api/";

  private static final String METHOD = "/api/chat.postMessage";

  private FakeSlack() {}

  /** Takes every message. */
  public static void answers() {
    SERVER.resetMappings();
    SERVER.stubFor(post(urlEqualTo(METHOD)).willReturn(okJson("{\"ok\":true,\"ts\":\"1.1\"}")));
  }

  /** Answers with an error from now on. */
  public static void answers(int status) {
    SERVER.resetMappings();
    SERVER.stubFor(post(urlEqualTo(METHOD)).willReturn(aResponse().withStatus(status)));
  }

  /** Asks to be left alone for so many seconds. */
  public static void asksForPause(int seconds) {
    SERVER.resetMappings();
    SERVER.stubFor(
        post(urlEqualTo(METHOD))
            .willReturn(
                aResponse()
                    .withStatus(429)
                    .withHeader("Retry-After", Integer.toString(seconds))
                    .withBody("{\"ok\":false,\"error\":\"ratelimited\"}")));
  }

  /** How often it was asked about this task, whatever it answered. */
  public static long callsAbout(UUID task) {
    return messagesAbout(task).size();
  }

  /** The messages that named this task. */
  public static List<Map<String, String>> messagesAbout(UUID task) {
    return SERVER.findAll(postRequestedFor(urlEqualTo(METHOD))).stream()
        .map(request -> form(request.getBodyAsString()))
        .filter(form -> form.getOrDefault("text", "").contains(task.toString()))
        .toList();
  }

  /** All that it was ever sent, as text. */
  public static List<String> bodies() {
    return SERVER.findAll(postRequestedFor(urlEqualTo(METHOD))).stream()
        .map(request -> URLDecoder.decode(request.getBodyAsString(), StandardCharsets.UTF_8))
        .toList();
  }

  /** The times of all calls, oldest first. */
  public static List<Long> callTimes() {
    return SERVER.getAllServeEvents().stream()
        .map(event -> event.getRequest().getLoggedDate().getTime())
        .sorted()
        .toList();
  }

  private static Map<String, String> form(String body) {
    return Arrays.stream(body.split("&"))
        .map(pair -> pair.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> pair[0],
                pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8),
                (a, b) -> a));
  }
}
