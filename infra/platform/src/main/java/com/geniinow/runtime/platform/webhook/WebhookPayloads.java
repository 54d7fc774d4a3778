package com.geniinow.runtime.platform.webhook;

import com.geniinow.runtime.platform.web.QuotedText;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import tools.jackson.databind.JsonNode;

/** Looks at the payloads of webhooks. */
public final class WebhookPayloads {
  private static final int MOST_HEADERS = 50;
  private static final int LONGEST_VALUE = 8_192; // characters

  private static final int LONGEST_NAME = 100; // characters of one that is quoted

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

  private final WebhookHosts hosts;

  /**
   * @param hosts exact host names, or {@code *.example.com} for every name below; none means no
   *     webhooks
   */
  public WebhookPayloads(List<String> hosts) {
    this.hosts = new WebhookHosts(hosts);
  }

  /**
   * Passes a payload that can be sent, as far as can be told without looking its host up.
   *
   * @throws WebhookPayloadException naming the field that can't be
   */
  public void check(JsonNode payload) throws WebhookPayloadException {
    url(payload);
    headers(payload);
  }

  /** Where the payload goes. */
  public HttpUrl url(JsonNode payload) throws WebhookPayloadException {
    if (hosts.isEmpty()) {
      throw new WebhookPayloadException("url", "no webhooks here: GENII_WEBHOOK_HOSTS is not set");
    }
    var text = payload.path("url");
    if (text.isMissingNode() || text.isNull()) {
      throw new WebhookPayloadException("url", "url must be given");
    }
    if (!text.isString()) {
      throw new WebhookPayloadException("url", "url must be a string");
    }
    var url = WebhookHosts.url(text.stringValue());
    hosts.mustHave(url);
    return url;
  }

  /** What the payload sends beside its body; none where it names none. */
  public static Headers headers(JsonNode payload) throws WebhookPayloadException {
    var given = payload.path("headers");
    var headers = new Headers.Builder();
    if (given.isMissingNode() || given.isNull()) {
      return headers.build();
    }
    if (!given.isObject() || given.size() > MOST_HEADERS) {
      throw new WebhookPayloadException(
          "headers", "headers must be an object of at most 50 strings");
    }
    for (var header : given.properties()) {
      var name = header.getKey();
      var value = header.getValue();
      var lower = name.toLowerCase(Locale.ROOT);
      if (!value.isString() || value.stringValue().length() > LONGEST_VALUE) {
        throw header(name, "must be a string of at most 8,192 characters");
      }
      if (NOT_FORWARDED.contains(lower) || lower.startsWith("genii-")) {
        throw header(name, "can't be set");
      }
      try {
        headers.set(name, value.stringValue());
      } catch (IllegalArgumentException e) {
        throw header(name, "is not a valid header");
      }
    }
    return headers.build();
  }

  private static WebhookPayloadException header(String name, String why) {
    return new WebhookPayloadException(
        "headers", "headers.%s %s".formatted(QuotedText.clean(name, LONGEST_NAME), why));
  }
}
