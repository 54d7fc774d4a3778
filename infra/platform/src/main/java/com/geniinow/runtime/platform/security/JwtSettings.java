package com.geniinow.runtime.platform.security;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Whose tokens are believed. One of the two must be set; with both, a token's own algorithm decides
 * which it is checked against.
 *
 * @param secret {@code GENII_JWT_SECRET}: signs HS256 tokens; at least 32 bytes
 * @param jwksUri {@code GENII_JWT_JWKS_URI}: where an issuer publishes its RS256 or ES256 keys
 */
@ConfigurationProperties("genii.jwt")
public record JwtSettings(@Nullable String secret, @Nullable String jwksUri) {

  private static final int MIN_SECRET_BYTES = 32;

  public JwtSettings {
    secret = blankToNull(secret);
    jwksUri = blankToNull(jwksUri);
  }

  /** Fails with a sentence for the operator when no token could be checked safely. */
  void validate() {
    if (secret == null && jwksUri == null) {
      throw new JwtSettingsException(
          "No token can be checked: set GENII_JWT_SECRET (at least 32 bytes) or GENII_JWT_JWKS_URI.");
    }
    if (secret != null) {
      key(secret);
    }
    if (jwksUri != null) {
      url(jwksUri);
    }
  }

  static SecretKeySpec key(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    if (bytes.length < MIN_SECRET_BYTES) {
      throw new JwtSettingsException(
          "GENII_JWT_SECRET has %d bytes; HS256 needs at least %d."
              .formatted(bytes.length, MIN_SECRET_BYTES));
    }
    return new SecretKeySpec(bytes, "HmacSHA256");
  }

  /** Never shows the secret. */
  @Override
  public String toString() {
    return "JwtSettings[secret="
        + (secret == null ? "unset" : "set")
        + ", jwksUri="
        + jwksUri
        + "]";
  }

  static URL url(String uri) {
    try {
      URL url = URI.create(uri).toURL();
      if (url.getProtocol().equals("https") || url.getProtocol().equals("http")) {
        return url;
      }
    } catch (IllegalArgumentException | MalformedURLException e) {
      // Told below, in the operator's words.
    }
    throw new JwtSettingsException("GENII_JWT_JWKS_URI is not an http or https address.");
  }

  private static @Nullable String blankToNull(@Nullable String text) {
    return text == null || text.isBlank() ? null : text;
  }
}
