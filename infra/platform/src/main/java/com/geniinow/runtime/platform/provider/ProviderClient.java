package com.geniinow.runtime.platform.provider;

import com.geniinow.runtime.platform.protocol.Protocol;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;

/**
 * Calls providers, each call once: no retries, no redirects. Blocks the thread that calls. The key
 * of a provider is in its request and nowhere else.
 */
public final class ProviderClient implements AutoCloseable {
  private static final MediaType JSON = MediaType.get("application/json");
  private static final String ANTHROPIC_VERSION = "anthropic-version";
  private static final String OLDEST_VERSION = "2023-06-01"; // that is still served

  private static final int IDLE_CONNECTIONS = 100;
  private static final int KEPT_SECONDS = 30; // less than load balancers keep theirs

  private final OkHttpClient client;
  private final ProviderPauses pauses;

  public ProviderClient(ProviderTimeouts timeouts, ProviderPauses pauses) {
    this.pauses = pauses;
    this.client =
        new OkHttpClient.Builder()
            .connectTimeout(timeouts.connect())
            .readTimeout(timeouts.idle())
            .writeTimeout(timeouts.idle())
            .callTimeout(timeouts.total())
            .retryOnConnectionFailure(false)
            .followRedirects(false)
            .followSslRedirects(false)
            .connectionPool(new ConnectionPool(IDLE_CONNECTIONS, KEPT_SECONDS, TimeUnit.SECONDS))
            .eventListenerFactory(Sent::of)
            .build();
  }

  /** With pauses of its own. */
  public ProviderClient(ProviderTimeouts timeouts, InstantSource clock) {
    this(timeouts, new ProviderPauses(clock));
  }

  /** Which providers want to be left alone. */
  public ProviderPauses pauses() {
    return pauses;
  }

  /**
   * Prepares a call, so that another thread can end it before its answer comes.
   *
   * @param headers more of them, such as {@code anthropic-version} and {@code traceparent}
   */
  public ProviderCall call(
      Provider provider, Protocol protocol, byte[] body, Map<String, String> headers) {
    var sent = new Sent();
    var request =
        new Request.Builder()
            .url(provider.url() + protocol.path())
            .tag(Sent.class, sent)
            .header("Accept", "application/json, text/event-stream")
            // As it comes: unpacking would hold events back.
            .header("Accept-Encoding", "identity")
            .header("User-Agent", "genii-runtime")
            .post(RequestBody.create(body, JSON));
    headers.forEach(request::header);
    switch (provider.kind()) {
      case OPENAI -> request.header("Authorization", "Bearer " + provider.key());
      case ANTHROPIC -> {
        request.header("x-api-key", provider.key());
        if (headers.keySet().stream().noneMatch(ANTHROPIC_VERSION::equalsIgnoreCase)) {
          request.header(ANTHROPIC_VERSION, OLDEST_VERSION);
        }
      }
    }
    return new ProviderCall(client.newCall(request.build()), provider, sent, pauses);
  }

  /**
   * Calls a provider and waits for the head of its answer.
   *
   * @throws ProviderFailure if none comes
   */
  public ProviderAnswer open(
      Provider provider, Protocol protocol, byte[] body, Map<String, String> headers)
      throws ProviderFailure {
    return call(provider, protocol, body, headers).open();
  }

  @Override
  public void close() {
    client.connectionPool().evictAll();
    client.dispatcher().executorService().shutdown();
  }
}
