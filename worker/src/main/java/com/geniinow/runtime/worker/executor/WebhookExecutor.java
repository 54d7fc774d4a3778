package com.geniinow.runtime.worker.executor;

import com.geniinow.runtime.platform.time.RetryAfter;
import com.geniinow.runtime.platform.webhook.WebhookPayloadException;
import com.geniinow.runtime.platform.webhook.WebhookPayloads;
import com.geniinow.runtime.platform.webhook.WebhookTargets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code webhook}: POSTs the payload's {@code body} to its {@code url}. 2xx completes the task with
 * {@code {status, body}}; 5xx, 429 with {@code Retry-After} and what keeps an answer from coming
 * can be retried; anything else is final. A receiver may get a delivery twice: the task's id is in
 * a header.
 */
public final class WebhookExecutor implements TaskExecutor, AutoCloseable {
  /** An answer is at most this many bytes. */
  static final int LONGEST_ANSWER = 256 * 1024;

  private static final int LONGEST_QUOTE = 200; // characters of an answer in an error

  private final WebhookPayloads payloads;
  private final WebhookTargets targets;
  private final JsonMapper json;
  private final AnsweredJson answers;
  private final InstantSource clock;
  private final OkHttpClient client;

  public WebhookExecutor(WebhookSettings settings, JsonMapper json, InstantSource clock) {
    this(settings, InetAddress::getAllByName, json, clock);
  }

  WebhookExecutor(
      WebhookSettings settings,
      WebhookTargets.Resolver resolver,
      JsonMapper json,
      InstantSource clock) {
    this.payloads = new WebhookPayloads(settings.hosts());
    this.targets = new WebhookTargets(settings.allowPrivate(), resolver);
    this.json = json;
    this.answers = new AnsweredJson(json);
    this.clock = clock;
    this.client =
        new OkHttpClient.Builder()
            .proxy(Proxy.NO_PROXY)
            .followRedirects(false)
            .followSslRedirects(false)
            .retryOnConnectionFailure(false)
            .connectTimeout(settings.timeout())
            .readTimeout(settings.timeout())
            .writeTimeout(settings.timeout())
            .callTimeout(settings.timeout())
            .build();
  }

  @Override
  public String type() {
    return "webhook";
  }

  @Override
  public Outcome execute(Attempt attempt) throws InterruptedException {
    try {
      var url = payloads.url(attempt.payload());
      return call(WebhookRequests.of(attempt, url), targets.addresses(url));
    } catch (WebhookPayloadException e) {
      return Outcome.permanent("payload: " + e.getMessage());
    } catch (UnknownHostException e) {
      return Outcome.retryable("the webhook's host has no address now");
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("given up during the call");
      }
      return Outcome.retryable("the webhook did not answer: " + reason(e));
    }
  }

  /** Pinned to addresses that were checked: the name is not looked up a second time. */
  private Outcome call(Request request, List<InetAddress> addresses) throws IOException {
    var pinned = client.newBuilder().dns(host -> addresses).build();
    try (var response = pinned.newCall(request).execute()) {
      var body = read(response);
      if (response.isSuccessful()) {
        return body == null
            ? Outcome.permanent(
                "the webhook answered %d with more than %d bytes"
                    .formatted(response.code(), LONGEST_ANSWER))
            : completed(response.code(), new String(body, StandardCharsets.UTF_8));
      }
      var error = "the webhook answered %d%s".formatted(response.code(), quote(body));
      var asked = retryAfter(response);
      // 4xx is final, but for a receiver that says when to come again.
      var later = response.code() >= 500 || (response.code() == 429 && asked != null);
      return new Outcome.Failed(error, later, null, later ? asked : null);
    }
  }

  private @Nullable Duration retryAfter(Response response) {
    return RetryAfter.of(response::header, clock.instant());
  }

  /** Null when there is more than may be. */
  private static byte @Nullable [] read(Response response) throws IOException {
    var source = response.body().source();
    if (source.request(LONGEST_ANSWER + 1L)) {
      return null;
    }
    return source.getBuffer().readByteArray();
  }

  private Outcome completed(int status, String body) {
    var result = json.createObjectNode().put("status", status);
    try {
      result.set("body", parsed(body));
    } catch (JacksonException e) {
      return Outcome.permanent(
          "the webhook answered %d with JSON that can't be kept: %s"
              .formatted(status, AnsweredJson.why(e)));
    }
    return new Outcome.Completed(result, new Usage(null, 0, 0));
  }

  /**
   * JSON as JSON, anything else as text.
   *
   * @throws JacksonException if it is JSON and can't be read
   */
  private JsonNode parsed(String body) {
    if (body.isBlank()) {
      return json.getNodeFactory().nullNode();
    }
    try {
      return answers.read(body);
    } catch (JacksonException e) {
      if (answers.isJson(body)) {
        throw e;
      }
      return json.getNodeFactory().stringNode(body.replace("\u0000", ""));
    }
  }

  private static String quote(byte @Nullable [] body) {
    if (body == null || body.length == 0) {
      return "";
    }
    var text = new String(body, StandardCharsets.UTF_8).strip();
    return ": " + (text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "…" : text);
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  @Override
  public void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }
}
