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
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** A key of Google Cloud KMS, which never leaves it: KMS wraps and unwraps. */
final class KmsMasterKey implements MasterKey {
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();
  private final String name;
  private final String base;
  private final Tokens tokens;

  /** Who lets this process in. */
  interface Tokens {
    /** The header's value; empty for none. */
    String authorization() throws IOException;
  }

  /**
   * @param name {@code projects/…/locations/…/keyRings/…/cryptoKeys/…}
   * @param base where KMS answers, without a slash at its end
   */
  KmsMasterKey(String name, String base, Tokens tokens) {
    this.name = name;
    this.base = base;
    this.tokens = tokens;
  }

  @Override
  public String id() {
    return name;
  }

  @Override
  public byte[] wrap(byte[] key, String context) {
    return ask("encrypt", "plaintext", key, "ciphertext", context);
  }

  @Override
  public byte[] unwrap(byte[] wrapped, String context) {
    return ask("decrypt", "ciphertext", wrapped, "plaintext", context);
  }

  private byte[] ask(String verb, String given, byte[] bytes, String wanted, String context) {
    var encoder = Base64.getEncoder();
    var body =
        JSON.writeValueAsBytes(
            Map.of(
                given,
                encoder.encodeToString(bytes),
                "additionalAuthenticatedData",
                encoder.encodeToString(context.getBytes(StandardCharsets.UTF_8))));
    try {
      var answer = client.send(request(verb, body), HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        // Its body may quote what it was sent.
        throw new KeysUnavailableException(
            "Cloud KMS answered %d to %s with %s".formatted(answer.statusCode(), verb, name));
      }
      return Base64.getDecoder().decode(JSON.readTree(answer.body()).path(wanted).stringValue());
    } catch (IOException e) {
      throw new KeysUnavailableException(
          "Cloud KMS can't be reached to %s with %s".formatted(verb, name), e);
    } catch (JacksonException | IllegalArgumentException e) {
      throw new KeysUnavailableException(
          "Cloud KMS answered nothing readable to %s with %s".formatted(verb, name));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KeysUnavailableException("interrupted while Cloud KMS was asked", e);
    }
  }

  private HttpRequest request(String verb, byte[] body) throws IOException {
    var request =
        HttpRequest.newBuilder(URI.create("%s/v1/%s:%s".formatted(base, name, verb)))
            .timeout(ANSWER)
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
