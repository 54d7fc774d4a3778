package com.geniinow.runtime.worker.executor;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import okhttp3.HttpUrl;

/** Decides whether a webhook may go where its payload says. */
final class WebhookTargets {
  private final List<String> hosts;
  private final boolean allowPrivate;
  private final Resolver resolver;

  WebhookTargets(WebhookProperties properties, Resolver resolver) {
    this.hosts = properties.hosts().stream().map(h -> h.toLowerCase(Locale.ROOT)).toList();
    this.allowPrivate = properties.allowPrivate();
    this.resolver = resolver;
  }

  /** Looks a name up, as {@link InetAddress#getAllByName}. */
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  /** An address as written, if it may be called at all. */
  HttpUrl url(String text) throws PayloadException {
    HttpUrl url = HttpUrl.parse(text);
    if (url == null) {
      throw new PayloadException("url must be an http or https address");
    }
    if (!url.username().isEmpty() || !url.password().isEmpty()) {
      throw new PayloadException("url must not hold a user or password; use headers");
    }
    if (hosts.stream().noneMatch(allowed -> matches(allowed, url.host()))) {
      throw new PayloadException(
          "url: host %s is not among GENII_WEBHOOK_HOSTS".formatted(url.host()));
    }
    return url;
  }

  /**
   * The addresses to connect to, looked up once: what a name says later counts no more.
   *
   * @throws PayloadException if any of them is inside this network and that is not allowed
   * @throws UnknownHostException if the name has no address now
   */
  List<InetAddress> addresses(HttpUrl url) throws PayloadException, UnknownHostException {
    List<InetAddress> addresses = List.of(resolver.resolve(url.host()));
    if (!allowPrivate && addresses.stream().anyMatch(PrivateAddresses::contains)) {
      throw new PayloadException(
          "url: host %s has an address inside this network".formatted(url.host()));
    }
    return addresses;
  }

  private static boolean matches(String allowed, String host) {
    return allowed.startsWith("*.") ? host.endsWith(allowed.substring(1)) : host.equals(allowed);
  }
}
