package com.geniinow.runtime.servers.gcs;

import com.geniinow.runtime.servers.managed.ManagedServer;
import com.geniinow.runtime.servers.managed.ServerStartException;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The object store, within this JVM. It is open to this machine alone, to whoever has a known
 * account's key, and to signed URLs.
 */
public final class ObjectServer implements ManagedServer {
  private static final int STOP_SECONDS = 1;

  static {
    // Small answers would wait for the client's delayed acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final Path folder;
  private final int port;
  private final Map<String, PublicKey> signers;
  private final Consumer<Exception> faults;
  private volatile InstantSource clock = InstantSource.system();
  private @Nullable HttpServer server;
  private @Nullable ExecutorService threads;

  /**
   * @param folder where objects lie; made if need be
   * @param port on 127.0.0.1
   * @param signers the public keys that logins and signed URLs are checked with, by e-mail address
   * @param faults takes what goes wrong inside
   */
  public ObjectServer(
      Path folder, int port, Map<String, PublicKey> signers, Consumer<Exception> faults) {
    this.folder = folder;
    this.port = port;
    this.signers = Map.copyOf(signers);
    this.faults = faults;
  }

  @Override
  public String name() {
    return "object store";
  }

  @Override
  public int port() {
    return port;
  }

  /** Where clients find it, as in {@code STORAGE_EMULATOR_HOST}. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Goes by another clock from now on: for times of objects and the end of signed URLs. */
  public void goBy(InstantSource other) {
    clock = other;
  }

  @Override
  public synchronized boolean isRunning() {
    return server != null;
  }

  @Override
  public synchronized void start() {
    if (server != null) {
      return;
    }
    InstantSource now = this::instant;
    try {
      var buckets = new Buckets(folder, now);
      var logins = new Logins(signers, InstantSource.system());
      var started =
          HttpServer.create(
              new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 0);
      var executor = Executors.newVirtualThreadPerTaskExecutor();
      started.setExecutor(executor);
      started.createContext(
          "/",
          new Router(
              new BucketApi(buckets),
              new ObjectApi(buckets),
              new UploadApi(buckets, new Sessions(buckets, now)),
              new XmlApi(buckets, new SignedRequests(signers, now), logins),
              logins,
              faults));
      started.start();
      server = started;
      threads = executor;
    } catch (IOException e) {
      throw new ServerStartException(
          "The object store can't start on port %d: %s.".formatted(port, e.getMessage()), e);
    }
  }

  private Instant instant() {
    return clock.instant();
  }

  @Override
  public void stop() {
    end(STOP_SECONDS);
  }

  @Override
  public void kill() {
    end(0);
  }

  private synchronized void end(int seconds) {
    if (server != null) {
      server.stop(seconds);
      server = null;
    }
    if (threads != null) {
      threads.shutdownNow();
      threads = null;
    }
  }
}
