package com.geniinow.runtime.platform.sealing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A key of Google Cloud KMS, which never leaves it: KMS wraps and unwraps. A call, with the token
 * that it needs and to the last byte of its answer, takes {@link #ANSWER} at most; one that fails
 * speaks for a moment for all, so that those who come one after the other don't each wait as long.
 */
final class KmsMasterKey implements MasterKey {
  /** The longest that anybody waits. */
  static final Duration ANSWER = Duration.ofSeconds(2);

  /** How long one failure speaks for the next callers; after it somebody tries again. */
  static final Duration MOMENT = Duration.ofMillis(500);

  private static final String DECRYPT = "decrypt";
  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(ANSWER).build();
  private final String name;
  private final String base;
  private final Tokens tokens;
  private final LongSupplier nanos;
  private volatile @Nullable Failure latest;

  /** Who lets this process in. */
  interface Tokens {
    /** The header's value; empty for none. May be asked for over the wire. */
    String authorization() throws IOException;
  }

  private record Failure(long nanos, KeysUnavailableException cause) {}

  /**
   * @param name {@code projects/…/locations/…/keyRings/…/cryptoKeys/…}
   * @param base where KMS answers, without a slash at its end
   */
  KmsMasterKey(String name, String base, Tokens tokens) {
    this(name, base, tokens, System::nanoTime);
  }

  /**
   * @param nanos a clock that nobody sets
   */
  KmsMasterKey(String name, String base, Tokens tokens, LongSupplier nanos) {
    this.name = name;
    this.base = base;
    this.tokens = tokens;
    this.nanos = nanos;
  }

  @Override
  public String id() {
    return name;
  }

  @Override
  public boolean isFar() {
    return true;
  }

  @Override
  public byte[] wrap(byte[] key, String context) {
    return ask("encrypt", "plaintext", key, "ciphertext", context);
  }

  @Override
  public byte[] unwrap(byte[] wrapped, String context) {
    return ask(DECRYPT, "ciphertext", wrapped, "plaintext", context);
  }

  private byte[] ask(String verb, String given, byte[] bytes, String wanted, String context) {
    refuseForAMoment();
    var encoder = Base64.getEncoder();
    var body =
        JSON.writeValueAsBytes(
            Map.of(
                given,
                encoder.encodeToString(bytes),
                "additionalAuthenticatedData",
                encoder.encodeToString(context.getBytes(StandardCharsets.UTF_8))));
    try {
      return read(answer(verb, body), verb, wanted, context);
    } catch (KeysUnavailableException e) {
      if (!Thread.currentThread().isInterrupted()) { // which says nothing of KMS
        latest = new Failure(nanos.getAsLong(), e);
      }
      throw e;
    }
  }

  private void refuseForAMoment() {
    var known = latest;
    if (known != null && nanos.getAsLong() - known.nanos() < MOMENT.toNanos()) {
      throw new KeysUnavailableException("Cloud KMS failed a moment ago", known.cause());
    }
  }

  /** On a thread of its own, which ends with the wait: the client's time-out is for headers. */
  private HttpResponse<byte[]> answer(String verb, byte[] body) {
    var call =
        new FutureTask<>(
            () -> client.send(request(verb, body), HttpResponse.BodyHandlers.ofByteArray()));
    Thread.ofVirtual().name("kms").start(call);
    try {
      return call.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      call.cancel(true);
      throw unreachable(verb, e);
    } catch (ExecutionException e) {
      throw unreachable(verb, e.getCause());
    } catch (InterruptedException e) {
      call.cancel(true);
      Thread.currentThread().interrupt();
      throw new KeysUnavailableException("interrupted while Cloud KMS was asked", e);
    }
  }

  private KeysUnavailableException unreachable(String verb, @Nullable Throwable cause) {
    return new KeysUnavailableException(
        "Cloud KMS can't be reached to %s with %s".formatted(verb, name), cause);
  }

  private byte[] read(HttpResponse<byte[]> answer, String verb, String wanted, String context) {
    if (answer.statusCode() != 200) {
      if (verb.equals(DECRYPT) && answer.statusCode() == 400 && isInvalid(answer.body())) {
        throw new BrokenSealException(
            "what is stored as a key (%s) was not wrapped under %s".formatted(context, name), null);
      }
      // Its body may quote what it was sent.
      throw new KeysUnavailableException(
          "Cloud KMS answered %d to %s with %s".formatted(answer.statusCode(), verb, name));
    }
    try {
      return Base64.getDecoder().decode(JSON.readTree(answer.body()).path(wanted).stringValue());
    } catch (JacksonException | IllegalArgumentException e) {
      throw new KeysUnavailableException(
          "Cloud KMS answered nothing readable to %s with %s".formatted(verb, name));
    }
  }

  /**
   * Whether it says that this is nothing which it wrapped. A version of the key that is disabled is
   * a 400, too ({@code FAILED_PRECONDITION}), and may be enabled again.
   */
  private static boolean isInvalid(byte[] body) {
    try {
      return JSON.readTree(body)
          .path("error")
          .path("status")
          .asString("")
          .equals("INVALID_ARGUMENT");
    } catch (JacksonException e) {
      return false;
    }
  }

  private HttpRequest request(String verb, byte[] body) throws IOException {
    var request =
        HttpRequest.newBuilder(URI.create("%s/v1/%s:%s".formatted(base, name, verb)))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    var authorization = tokens.authorization();
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return request.build();
  }

  @Override
  public String toString() {
    return "master key " + name;
  }
}
