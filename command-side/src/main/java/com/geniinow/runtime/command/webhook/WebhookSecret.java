package com.geniinow.runtime.command.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What a webhook's calls are signed with, as Standard Webhooks has it. */
final class WebhookSecret {
  private static final String PREFIX = "whsec_";
  private static final int BYTES = 32;

  private WebhookSecret() {}

  /** A new one: {@code whsec_} and 44 characters. */
  static String random(SecureRandom chance) {
    var bytes = new byte[BYTES];
    chance.nextBytes(bytes);
    return PREFIX + Base64.getEncoder().encodeToString(bytes);
  }

  /**
   * The header {@code webhook-signature}: one signature for each secret.
   *
   * @param id of the event
   * @param seconds since 1970, of this attempt
   */
  static String sign(List<String> secrets, String id, long seconds, String body) {
    var text = "%s.%d.%s".formatted(id, seconds, body);
    return secrets.stream()
        .map(secret -> "v1," + sign(secret, text))
        .collect(Collectors.joining(" "));
  }

  private static String sign(String secret, String text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      var key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC with SHA-256", e);
    }
  }
}
