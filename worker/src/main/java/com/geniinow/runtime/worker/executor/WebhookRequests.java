package com.geniinow.runtime.worker.executor;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Turns a payload into the request, with nothing of ours but the task's id and attempt. */
final class WebhookRequests {
  /** Tells the receiver which deliveries are of one task; a retry repeats it. */
  static final String TASK_HEADER = "Genii-Task-Id";

  static final String ATTEMPT_HEADER = "Genii-Attempt";

  private static final int MOST_HEADERS = 50;
  private static final int LONGEST_VALUE = 8_192; // characters
  private static final MediaType JSON = MediaType.get("application/json");

  /** The connection's own, or ours to set. */
  private static final Set<String> NOT_FORWARDED =
      Set.of(
          "host",
          "content-length",
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "expect",
          "accept-encoding");

  private WebhookRequests() {}

  static Request of(Attempt attempt, HttpUrl url) throws PayloadException {
    JsonNode body = Payloads.field(attempt.payload(), "body");
    byte[] content = (body == null ? "{}" : body.toString()).getBytes(StandardCharsets.UTF_8);
    Request.Builder request =
        new Request.Builder().url(url).post(RequestBody.create(content, JSON));
    addHeaders(request, Payloads.field(attempt.payload(), "headers"));
    return request
        .header(TASK_HEADER, attempt.taskId().toString())
        .header(ATTEMPT_HEADER, Integer.toString(attempt.number()))
        // Else OkHttp would ask for gzip, and a small answer could unpack to a large one.
        .header("Accept-Encoding", "identity")
        .build();
  }

  private static void addHeaders(Request.Builder request, @Nullable JsonNode headers)
      throws PayloadException {
    if (headers == null) {
      return;
    }
    if (!headers.isObject() || headers.size() > MOST_HEADERS) {
      throw new PayloadException("headers must be an object of at most 50 strings");
    }
    for (var header : headers.properties()) {
      String name = header.getKey();
      JsonNode value = header.getValue();
      if (!value.isString() || value.stringValue().length() > LONGEST_VALUE) {
        throw new PayloadException(
            "headers.%s must be a string of at most 8,192 characters".formatted(name));
      }
      if (NOT_FORWARDED.contains(name.toLowerCase(Locale.ROOT))
          || name.toLowerCase(Locale.ROOT).startsWith("genii-")) {
        throw new PayloadException("headers.%s can't be set".formatted(name));
      }
      try {
        request.header(name, value.stringValue());
      } catch (IllegalArgumentException e) {
        throw new PayloadException("headers.%s is not a valid header".formatted(name));
      }
    }
  }
}
