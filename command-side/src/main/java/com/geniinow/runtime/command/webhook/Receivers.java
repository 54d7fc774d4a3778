package com.geniinow.runtime.command.webhook;

import com.geniinow.runtime.platform.webhook.WebhookHosts;
import com.geniinow.runtime.platform.webhook.WebhookPayloadException;
import com.geniinow.runtime.platform.webhook.WebhookTargets;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import okhttp3.HttpUrl;

/**
 * Where webhooks may go: to any host outside this network, or to those that are listed where a list
 * is set; inside this network only where that is allowed, too.
 */
final class Receivers {
  private final WebhookHosts hosts;
  private final WebhookTargets targets;

  Receivers(List<String> hosts, boolean allowPrivate, WebhookTargets.Resolver resolver) {
    this.hosts = new WebhookHosts(hosts);
    this.targets = new WebhookTargets(allowPrivate, resolver);
  }

  /**
   * An address that may be called, as far as can be told without looking its host up.
   *
   * @throws WebhookPayloadException if it may not
   */
  HttpUrl url(String text) throws WebhookPayloadException {
    var url = WebhookHosts.url(text);
    if (!hosts.isEmpty()) {
      hosts.mustHave(url);
    }
    return url;
  }

  /**
   * The addresses to connect to.
   *
   * @throws WebhookPayloadException if one of them is inside this network and that is not allowed
   * @throws UnknownHostException if the name has none now
   */
  List<InetAddress> addresses(HttpUrl url) throws WebhookPayloadException, UnknownHostException {
    return targets.addresses(url);
  }

  /**
   * Checks an address that somebody wants to be called at. A name that has no address now may have
   * one later.
   *
   * @return in the form that is called
   * @throws WebhookPayloadException if it may not be called
   */
  String checked(String text) throws WebhookPayloadException {
    var url = url(text);
    try {
      targets.addresses(url);
    } catch (UnknownHostException e) {
      // Looked up again at each call.
    }
    return WebhookHosts.called(url);
  }
}
