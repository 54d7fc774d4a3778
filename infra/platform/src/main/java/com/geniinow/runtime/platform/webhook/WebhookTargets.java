package com.geniinow.runtime.platform.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import okhttp3.HttpUrl;

/** Decides whether a webhook may go to the addresses that its host has. */
public final class WebhookTargets {
  private final boolean allowPrivate;
  private final Resolver resolver;

  /**
   * @param allowPrivate whether a host may have addresses inside this network
   */
  public WebhookTargets(boolean allowPrivate, Resolver resolver) {
    this.allowPrivate = allowPrivate;
    this.resolver = resolver;
  }

  /** Looks a name up, as {@link InetAddress#getAllByName}. */
  public interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  /**
   * The addresses to connect to, looked up once: what a name says later counts no more.
   *
   * @throws WebhookPayloadException if any of them is inside this network and that is not allowed
   * @throws UnknownHostException if the name has no address now
   */
  public List<InetAddress> addresses(HttpUrl url)
      throws WebhookPayloadException, UnknownHostException {
    var addresses = List.of(resolver.resolve(url.host()));
    if (!allowPrivate && addresses.stream().anyMatch(PrivateAddresses::contains)) {
      throw new WebhookPayloadException(
          "url", "url: host %s has an address inside this network".formatted(url.host()));
    }
    return addresses;
  }
}
