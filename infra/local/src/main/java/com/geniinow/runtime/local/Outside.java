package com.geniinow.runtime.local;

import com.geniinow.runtime.platform.database.DatabaseRefusals;
import com.geniinow.runtime.platform.setting.WrongSettingException;
import com.geniinow.runtime.servers.managed.ServerStartException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Optional;

/** The servers that the environment names, looked at before anything is started for them. */
final class Outside {
  private static final int PATIENCE_MILLIS = 2_000;
  private static final int REDIS_PORT = 6_379;

  private Outside() {}

  /**
   * @throws ServerStartException when {@code DATABASE_URL} names no database that lets us in
   */
  static void requireDatabase(String url) {
    if (url.isBlank()) {
      return;
    }
    try {
      DatabaseRefusals.ask(url)
          .ifPresent(
              refusal -> {
                throw new ServerStartException(refusal.sentence() + ".");
              });
    } catch (WrongSettingException e) {
      throw new ServerStartException(e.getMessage() + ".", e);
    }
  }

  /**
   * A sentence where nobody answers at {@code REDIS_URL}: the system runs without it, but tasks
   * wait.
   *
   * @throws ServerStartException when it is no address of a Redis
   */
  static Optional<String> redisAway(String url) {
    if (url.isBlank()) {
      return Optional.empty();
    }
    var address = redis(url);
    try (var socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(
              address.getHost(), address.getPort() < 0 ? REDIS_PORT : address.getPort()),
          PATIENCE_MILLIS);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          "REDIS_URL: no Redis answers at %s:%d; tasks are taken in and wait until one does"
              .formatted(
                  address.getHost(), address.getPort() < 0 ? REDIS_PORT : address.getPort()));
    }
  }

  private static URI redis(String url) {
    try {
      var uri = URI.create(url.strip());
      if (uri.getScheme() != null
          && uri.getScheme().matches("rediss?")
          && uri.getHost() != null
          && uri.getPort() <= 65_535) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Said below, without the address: it may hold a password.
    }
    throw new ServerStartException(
        "REDIS_URL must be an address such as redis://[user:password@]host[:port][/db].");
  }
}
