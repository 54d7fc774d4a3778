package com.geniinow.runtime.command.security;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.platform.security.JwtMinter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Requests as bytes, answers as text: what is on the wire, whatever it is. */
final class Calls {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Duration HANGS = Duration.ofSeconds(60);
  static final JwtMinter TOKENS = new JwtMinter(RuntimeTest.SECRET, Clock.systemUTC());
  private static final Duration TTL = Duration.ofHours(1);
  private final int port;

  Calls(int port) {
    this.port = port;
  }

  static String admin() {
    return TOKENS.admin("security-tests", TTL);
  }

  static String agent(UUID id) {
    return TOKENS.agent(id, TTL);
  }

  static String founder(UUID entity) {
    return TOKENS.founder("founder", entity, TTL);
  }

  /** Of an entity, or of everything. */
  static String auditor(@Nullable UUID entity) {
    return TOKENS.auditor("auditor", entity, TTL);
  }

  static String worker() {
    return TOKENS.worker("worker", TTL);
  }

  /** What a request says beside its method and path. */
  record Body(String contentType, byte[] bytes) {
    static final Body NONE = new Body("", new byte[0]);

    static Body json(String json) {
      return new Body("application/json", json.getBytes(StandardCharsets.UTF_8));
    }
  }

  HttpResponse<String> send(
      String method, String path, @Nullable String token, Body body, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(HANGS);
    request.method(
        method,
        body.bytes().length == 0
            ? BodyPublishers.noBody()
            : BodyPublishers.ofByteArray(body.bytes()));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (!body.contentType().isEmpty()) {
      request.header("Content-Type", body.contentType());
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return CLIENT.send(request.build(), Calls::body);
    } catch (IOException e) {
      throw new AssertionError("no answer to " + method + " " + path, e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of a stream, which has no end, only the head. */
  private static BodySubscriber<String> body(ResponseInfo head) {
    return head.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream")
        ? new Unread()
        : BodySubscribers.ofString(StandardCharsets.UTF_8);
  }

  /** Hangs up before the body. */
  private static final class Unread implements BodySubscriber<String> {
    @Override
    public CompletionStage<String> getBody() {
      return CompletableFuture.completedFuture("");
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.cancel();
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {}

    @Override
    public void onError(Throwable thrown) {}

    @Override
    public void onComplete() {}
  }
}
