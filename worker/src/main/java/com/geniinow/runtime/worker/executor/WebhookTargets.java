package com.geniinow.runtime.worker.executor;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import okhttp3.HttpUrl;

/** Decides whether a webhook may go where its payload says. */
final class WebhookTargets {
  private final boolean allowPrivate;
  private final Resolver resolver;

  WebhookTargets(WebhookSettings settings, Resolver resolver) {
    this.allowPrivate = settings.allowPrivate();
    this.resolver = resolver;
  }

  /** Looks a name up, as {@link InetAddress#getAllByName}. */
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  /**
   * The addresses to connect to, looked up once: what a name says later counts no more.
   *
   * @throws PayloadException if any of them is inside this network and that is not allowed
   * @throws UnknownHostException if the name has no address now
   */
  List<InetAddress> addresses(HttpUrl url) throws PayloadException, UnknownHostException {
    var addresses = List.of(resolver.resolve(url.host()));
    if (!allowPrivate && addresses.stream().anyMatch(PrivateAddresses::contains)) {
      throw new PayloadException(
          "url: host %s has an address inside this network".formatted(url.host()));
    }
    return addresses;
  }
}
