package com.geniinow.runtime.servers.gcs;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Who may use the store: service accounts that it knows. Google's clients sign such a token
 * themselves, by the account's own key, so none is fetched from anywhere.
 */
final class Logins {
  private static final Pattern BEARER = Pattern.compile("Bearer ([\\w-]+)\\.([\\w-]+)\\.([\\w-]+)");

  private final Map<String, PublicKey> accounts;
  private final InstantSource clock;

  /**
   * @param accounts the public keys of the service accounts, by their e-mail addresses
   * @param clock the machine's own, which the clients' tokens are made by
   */
  Logins(Map<String, PublicKey> accounts, InstantSource clock) {
    this.accounts = Map.copyOf(accounts);
    this.clock = clock;
  }

  /** Whether a header {@code Authorization} is an account's own token, and still good. */
  boolean isGood(String authorization) {
    var token = BEARER.matcher(authorization);
    if (!token.matches()) {
      return false;
    }
    try {
      var head = json(token.group(1));
      var claims = json(token.group(2));
      var key = accounts.get(claims.path("iss").asString(""));
      return head.path("alg").asString("").equals("RS256")
          && claims.path("exp").asLong(0) > clock.instant().getEpochSecond()
          && isSigned(key, token.group(1) + "." + token.group(2), token.group(3));
    } catch (IllegalArgumentException | JacksonException e) {
      return false;
    }
  }

  private static JsonNode json(String part) {
    return JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(part));
  }

  private static boolean isSigned(@Nullable PublicKey key, String text, String signature) {
    if (key == null) {
      return false;
    }
    try {
      var check = Signature.getInstance("SHA256withRSA");
      check.initVerify(key);
      check.update(text.getBytes(StandardCharsets.US_ASCII));
      return check.verify(Base64.getUrlDecoder().decode(signature));
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
