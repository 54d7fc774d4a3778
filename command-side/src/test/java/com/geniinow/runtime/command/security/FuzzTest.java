package com.geniinow.runtime.command.security;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.security.RequestGenerator.Request;
import com.geniinow.runtime.platform.web.Json;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Requests made after the OpenAPI document, most of them wrong somewhere: 1,200, or as many as
 * {@code -Dfuzz.requests} says, from {@code -Dfuzz.seed}.
 */
@RuntimeTest
class FuzzTest {
  private static final int REQUESTS = Integer.getInteger("fuzz.requests", 1_200);
  private static final long SEED = Long.getLong("fuzz.seed", 20_261_124L);
  private static final Duration SLOW = Duration.ofSeconds(50);

  /** Longer ones come with too much before the body, and are refused unread. */
  private static final int LONGEST_PATH = 8_000;

  private static final int FAILURES_SHOWN = 10;

  /** So many requests meet the same agents; then come others, fit for another route. */
  private static final int SCENE = 40;

  /** From scene to scene: few of them are spread over all routes, many come to each. */
  private static final int STRIDE = 37;

  /** Each replays the whole store, which holds what all tests before this one did. */
  private static final Pattern REPLAY = Pattern.compile("/api/audit/(verify|rebuild)");

  private static final int REPLAYS = 2;

  /** What would tell of the inside: stack traces, classes, SQL, tables' constraints. */
  private static final Pattern INSIDE =
      Pattern.compile(
          "\\tat |Exception|java\\.|org\\.(postgresql|springframework|axonframework)|com\\.geniinow"
              + "|tools\\.jackson|SQLSTATE|INSERT INTO|SELECT .* FROM|_pkey|_check\\b|ERROR:");

  @LocalServerPort int port;

  @AfterEach
  void leaveNothing() {
    Stage.leave(port);
    // One of all dead letters that there are would keep others' waiting for minutes.
    Superuser.jdbc().update("UPDATE redrives SET finished_at = now() WHERE finished_at IS NULL");
  }

  @Test
  void nothing_that_is_sent_makes_the_service_fail_hang_or_talk() {
    var calls = new Calls(port);
    var api = OpenApi.pinned();
    var files = api.routes().stream().anyMatch(r -> r.path().endsWith("/files"));
    var memory = api.routes().stream().anyMatch(r -> r.path().endsWith("/memory/{key}"));
    var generator = new RequestGenerator(api, SEED);
    var contract = new Contract(api.document());
    // Those of the audit work on the whole store, and need no agent of their own.
    var scenes = api.routes().stream().filter(r -> !r.path().startsWith("/api/audit/")).toList();
    var taken = new java.util.TreeMap<String, Integer>();
    var statuses = new java.util.TreeMap<Integer, Integer>();
    var failures = new ArrayList<String>();
    var replays = 0;
    try (var log = new Forgeries()) {
      for (var n = 1; n <= REQUESTS && failures.size() < FAILURES_SHOWN; n++) {
        if (n % SCENE == 1) {
          var scene = scenes.get(n / SCENE * STRIDE % scenes.size());
          var stage = Stage.of(calls, scene, files, memory);
          generator.enter(
              scene,
              List.of(stage.actor("own"), stage.actor("same entity"), stage.actor("other entity")));
        }
        var request = generator.next();
        while (replays >= REPLAYS && replays(request)) {
          request = generator.next();
        }
        long before = System.nanoTime();
        var answer =
            calls.send(
                request.method(),
                request.path(),
                request.token(),
                request.body(),
                request.headers());
        var took = Duration.ofNanos(System.nanoTime() - before);
        statuses.merge(answer.statusCode(), 1, Integer::sum);
        if (answer.statusCode() == 200 && replays(request)) {
          replays++;
        }
        var wrong = new ArrayList<>(wrong(request, answer, took));
        if (request.route() != null) {
          if (isRead(request)) {
            wrong.addAll(contract.broken(request.route(), answer));
          }
          taken.merge(request.route().name(), answer.statusCode() < 300 ? 1 : 0, Integer::sum);
        }
        if (!wrong.isEmpty()) {
          failures.add(
              "%s after %d: %s -> %s %s".formatted(wrong, n, request, answer, answer.body()));
        }
      }
      failures.addAll(log.found);
    }
    System.out.println("fuzz: " + REQUESTS + " requests, seed " + SEED + ": " + statuses);
    System.out.println("fuzz: taken, by route: " + taken);
    assertThat(failures).isEmpty();
    if (REQUESTS >= scenes.size() * SCENE) {
      assertThat(scenes)
          .as("every route takes something, and so is reached behind its checks")
          .allMatch(route -> taken.getOrDefault(route.name(), 0) > 0);
    }
    assertThat(statuses.keySet()).as("some get through").contains(200, 400, 401, 403, 404);
    assertThat(calls.send("GET", "/actuator/health/readiness", null, Calls.Body.NONE).statusCode())
        .isEqualTo(200);
  }

  /** Of a path that is too long to be read nobody knows whose form it wants. */
  private static boolean isRead(Request request) {
    return request.path().length() < LONGEST_PATH;
  }

  private static boolean isCall(Request request) {
    return request.path().equals("/v1") || request.path().startsWith("/v1/");
  }

  private static boolean replays(Request request) {
    return request.method().equals("POST") && REPLAY.matcher(request.path()).find();
  }

  private static List<String> wrong(Request request, HttpResponse<String> answer, Duration took) {
    var status = answer.statusCode();
    if (status >= 500) {
      return List.of("failed");
    }
    if (took.compareTo(SLOW) > 0) {
      return List.of("took " + took);
    }
    if (status < 400 || request.method().equals("HEAD")) {
      return List.of();
    }
    var form = isCall(request) && isRead(request);
    if (!answer
        .headers()
        .firstValue("Content-Type")
        .orElse("")
        .equals(form ? "application/json" : "application/problem+json")) {
      return List.of("is no problem document");
    }
    var body = Json.mapper().readTree(answer.body());
    if (form) {
      return body.path("error").path("message").isString()
          ? List.of()
          : List.of("is no error of a provider's form");
    }
    // What was sent may be quoted; a value of theirs that looks like ours is no leak.
    if (INSIDE.matcher(body.path("detail").asString()).find()
        && !new String(request.body().bytes(), java.nio.charset.StandardCharsets.UTF_8)
            .contains("SELECT")) {
      return List.of("talks");
    }
    return List.of();
  }

  /** Lines of the log that a caller made up. */
  private static final class Forgeries implements AutoCloseable {
    private final Queue<String> found = new ConcurrentLinkedQueue<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            if (event
                .getFormattedMessage()
                .lines()
                .skip(1)
                .anyMatch(l -> l.startsWith(Nasty.FORGED))) {
              found.add("forged in the log: " + event.getFormattedMessage());
            }
          }
        };

    Forgeries() {
      appender.start();
      root.addAppender(appender);
    }

    @Override
    public void close() {
      root.detachAppender(appender);
      appender.stop();
    }
  }
}
