package com.geniinow.runtime.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a page has read of the API, by address, with the times that the browser itself notes. */
final class ConsoleReadings {
  private static final double LEAST_MS = 10_000; // between two readings of one address

  private final List<Request> asked = new ArrayList<>();
  private final List<Request> answered = new ArrayList<>();
  private final List<String> failed = new ArrayList<>();
  private int forgotten;

  /**
   * @param page must have asked for nothing yet
   */
  ConsoleReadings(Page page) {
    page.onRequest(
        request -> {
          if (request.url().contains("/api/")) {
            asked.add(request);
          }
        });
    page.onRequestFinished(
        request -> {
          if (request.url().contains("/api/")) {
            answered.add(request);
          }
        });
    page.onRequestFailed(
        request -> {
          if (request.url().contains("/api/")) {
            failed.add(request.url() + ": " + request.failure());
          }
        });
  }

  /** From here on only what comes is counted. */
  void forget() {
    forgotten = asked.size();
    answered.clear();
  }

  /** The addresses that were asked for, each as often as it was. */
  List<String> addresses() {
    return asked.stream().skip(forgotten).map(ConsoleReadings::address).toList();
  }

  /** How often an address was asked for that begins so. */
  int times(String address) {
    return (int) addresses().stream().filter(asked -> asked.startsWith(address)).count();
  }

  /** Some were asked for again, and none before it had rested. */
  void assertRested() {
    assertThat(failed).isEmpty();
    assertThat(times("/api/stream")).as("streams").isEqualTo(1);
    Map<String, Double> last = new HashMap<>();
    var again = 0;
    List<String> early = new ArrayList<>();
    for (var request : answered) {
      var at = request.timing().startTime;
      var before = last.put(address(request), at);
      if (before == null) {
        continue;
      }
      again++;
      if (at - before < LEAST_MS) {
        early.add("%s after %.0f ms".formatted(address(request), at - before));
      }
    }
    assertThat(again).as("read again").isPositive();
    assertThat(early).as("read again early").isEmpty();
  }

  private static String address(Request request) {
    return request.url().substring(request.url().indexOf("/api/"));
  }
}
