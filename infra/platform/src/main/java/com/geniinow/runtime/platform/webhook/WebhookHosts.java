package com.geniinow.runtime.platform.webhook;

import java.util.List;
import java.util.Locale;
import okhttp3.HttpUrl;

/** Which hosts webhooks may go to. */
public final class WebhookHosts {
  private final List<String> hosts;

  /**
   * @param hosts exact names, or {@code *.example.com} for every name below
   */
  public WebhookHosts(List<String> hosts) {
    this.hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return hosts.isEmpty();
  }

  /** Whether a host is among them. */
  public boolean has(String host) {
    return hosts.stream().anyMatch(allowed -> matches(allowed, host));
  }

  private static boolean matches(String allowed, String host) {
    return allowed.startsWith("*.") ? host.endsWith(allowed.substring(1)) : host.equals(allowed);
  }

  /**
   * An address that a webhook can have, wherever it leads.
   *
   * @throws WebhookPayloadException if it can't
   */
  public static HttpUrl url(String text) throws WebhookPayloadException {
    var url = HttpUrl.parse(text);
    if (url == null) {
      throw new WebhookPayloadException("url", "url must be an http or https address");
    }
    if (!url.username().isEmpty() || !url.password().isEmpty()) {
      throw new WebhookPayloadException("url", "url must not hold a user or password; use headers");
    }
    return url;
  }

  /**
   * An address in the form that is called and kept: without what stays with a client, and in
   * characters that every reader of addresses takes.
   */
  public static String called(HttpUrl url) {
    return url.newBuilder().fragment(null).build().uri().toString();
  }

  /**
   * Passes a host that is among them.
   *
   * @throws WebhookPayloadException if it is not
   */
  public void mustHave(HttpUrl url) throws WebhookPayloadException {
    if (!has(url.host())) {
      throw new WebhookPayloadException(
          "url", "url: host %s is not among GENII_WEBHOOK_HOSTS".formatted(url.host()));
    }
  }
}
