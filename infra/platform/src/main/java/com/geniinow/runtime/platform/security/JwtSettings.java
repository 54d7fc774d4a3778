package com.geniinow.runtime.platform.security;

import com.geniinow.runtime.platform.setting.WrongSettingException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whose tokens are believed. One of the two must be set; with both, a token's own algorithm decides
 * which it is checked against.
 *
 * @param secret {@code GENII_JWT_SECRET}: signs HS256 tokens; at least 32 bytes
 * @param jwksUri {@code GENII_JWT_JWKS_URI}: where an issuer publishes its RS256 or ES256 keys
 * @param issuer {@code GENII_JWT_ISSUER}: the claim {@code iss} that every token must have; any
 *     where unset
 * @param audience {@code GENII_JWT_AUDIENCE}: what every token's {@code aud} must name; anything
 *     where unset
 * @param local whether this is the local system, which alone may use the secret that everybody
 *     knows
 */
@ConfigurationProperties("genii.jwt")
public record JwtSettings(
    @Nullable String secret,
    @Nullable String jwksUri,
    @Nullable String issuer,
    @Nullable String audience,
    @DefaultValue("false") boolean local) {
  private static final int MIN_SECRET_BYTES = 32;

  /** What the local system's secret begins with: it stands in the sources, for all to read. */
  private static final String KNOWN = "local-default-secret-";

  @ConstructorBinding
  public JwtSettings {
    secret = blankToNull(secret);
    jwksUri = blankToNull(jwksUri);
    issuer = blankToNull(issuer);
    audience = blankToNull(audience);
  }

  JwtSettings(@Nullable String secret, @Nullable String jwksUri) {
    this(secret, jwksUri, null, null, false);
  }

  /** Fails with a sentence for the operator when no token could be checked safely. */
  void validate() {
    if (secret == null && jwksUri == null) {
      throw new WrongSettingException(
          "No token can be checked: set GENII_JWT_SECRET (at least 32 bytes) or GENII_JWT_JWKS_URI.");
    }
    if (secret != null) {
      key(secret);
      if (secret.startsWith(KNOWN) && !local) {
        throw new WrongSettingException(
            "GENII_JWT_SECRET is the local system's, which everybody knows: take one of your own.");
      }
    }
    if (jwksUri != null) {
      url(jwksUri);
    }
  }

  static SecretKeySpec key(String secret) {
    var bytes = secret.getBytes(StandardCharsets.UTF_8);
    if (bytes.length < MIN_SECRET_BYTES) {
      throw new WrongSettingException(
          "GENII_JWT_SECRET has %d bytes; HS256 needs at least %d bytes."
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
        + ", issuer="
        + issuer
        + ", audience="
        + audience
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
    throw new WrongSettingException("GENII_JWT_JWKS_URI is not an http or https address.");
  }

  private static @Nullable String blankToNull(@Nullable String text) {
    return text == null || text.isBlank() ? null : text;
  }
}
