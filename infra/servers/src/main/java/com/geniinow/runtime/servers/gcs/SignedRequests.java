package com.geniinow.runtime.servers.gcs;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * V4 signatures in URLs, checked as Google checks them: by a known signer, over method, path, query
 * and signed headers, until the last moment that the URL names and no longer.
 */
final class SignedRequests {
  private static final String ALGORITHM = "GOOG4-RSA-SHA256";
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");
  private static final long LONGEST_SECONDS = 604_800;
  private static final long CLOCKS_APART_SECONDS = 900;
  private static final Pattern CREDENTIAL =
      Pattern.compile("([^/]+)/((\\d{8})/[^/]+/storage/goog4_request)");

  private final Map<String, PublicKey> signers;
  private final InstantSource clock;

  /**
   * @param signers the public keys of the service accounts, by their e-mail addresses
   */
  SignedRequests(Map<String, PublicKey> signers, InstantSource clock) {
    this.signers = Map.copyOf(signers);
    this.clock = clock;
  }

  /** Whether a request claims to be signed. */
  static boolean isSigned(Map<String, String> query) {
    return query.containsKey("X-Goog-Signature") || query.containsKey("X-Goog-Algorithm");
  }

  /**
   * @param method the request's own
   * @param rawPath as it came, still encoded
   * @param header finds a header's value by its name in lower case
   * @throws XmlError when the signature is not good (any more)
   */
  void verify(
      String method,
      String rawPath,
      String rawQuery,
      Map<String, String> query,
      Function<String, String> header) {
    var signedAt = time(query.getOrDefault("X-Goog-Date", ""));
    long seconds = seconds(query.getOrDefault("X-Goog-Expires", ""));
    var credential = CREDENTIAL.matcher(query.getOrDefault("X-Goog-Credential", ""));
    if (!ALGORITHM.equals(query.get("X-Goog-Algorithm")) || !credential.matches()) {
      throw XmlError.malformed("The signature's algorithm or credential is not valid.");
    }
    @Nullable PublicKey key = signers.get(credential.group(1));
    var canonical =
        String.join(
            "\n",
            method,
            rawPath,
            canonicalQuery(rawQuery),
            canonicalHeaders(query, header),
            query.getOrDefault("X-Goog-SignedHeaders", ""),
            "UNSIGNED-PAYLOAD");
    var toSign =
        String.join(
            "\n",
            ALGORITHM,
            query.getOrDefault("X-Goog-Date", ""),
            credential.group(2),
            sha256(canonical));
    if (key == null
        || !query.getOrDefault("X-Goog-Date", "").startsWith(credential.group(3))
        || !isGood(key, toSign, query.getOrDefault("X-Goog-Signature", ""))) {
      throw new XmlError(403, "SignatureDoesNotMatch", "Access denied.");
    }
    var now = clock.instant();
    if (now.isAfter(signedAt.plusSeconds(seconds))) {
      throw new XmlError(
          400,
          "ExpiredToken",
          "The provided token has expired. Request signature expired at: "
              + signedAt.plusSeconds(seconds));
    }
    if (now.isBefore(signedAt.minusSeconds(CLOCKS_APART_SECONDS))) {
      throw new XmlError(403, "RequestTimeTooSkewed", "The request is signed in the future.");
    }
  }

  private static Instant time(String text) {
    try {
      return LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw XmlError.malformed("X-Goog-Date is not valid.");
    }
  }

  private static long seconds(String text) {
    try {
      long seconds = Long.parseLong(text);
      if (seconds >= 1 && seconds <= LONGEST_SECONDS) {
        return seconds;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw XmlError.malformed("X-Goog-Expires must be 1 to 604800 seconds.");
  }

  private static String canonicalQuery(String rawQuery) {
    return Arrays.stream(rawQuery.split("&"))
        .filter(pair -> !pair.startsWith("X-Goog-Signature="))
        .map(pair -> pair.contains("=") ? pair : pair + "=")
        .sorted()
        .collect(Collectors.joining("&"));
  }

  /** Each with a line of its own, the last one too. */
  private static String canonicalHeaders(
      Map<String, String> query, Function<String, String> header) {
    var names = List.of(query.getOrDefault("X-Goog-SignedHeaders", "").split(";"));
    if (!names.contains("host")) {
      throw XmlError.malformed("The header host must be signed.");
    }
    return names.stream()
        .map(name -> name + ":" + header.apply(name).strip().replaceAll("\\s+", " ") + "\n")
        .collect(Collectors.joining());
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static boolean isGood(PublicKey key, String toSign, String hexSignature) {
    try {
      var signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(key);
      signature.update(toSign.getBytes(StandardCharsets.UTF_8));
      return signature.verify(HexFormat.of().parseHex(hexSignature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }
}
