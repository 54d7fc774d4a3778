package com.geniinow.runtime.servers.gcs;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import tools.jackson.databind.json.JsonMapper;

/** What a client sends as {@code Authorization}: a token that an account signs itself. */
final class AccountTokens {
  private AccountTokens() {}

  static String of(ServiceAccount account, String algorithm, Instant end) throws Exception {
    var file = JsonMapper.shared().readTree(Files.readAllBytes(account.file()));
    var pem = file.path("private_key").asString().replaceAll("-----[^-]+-----|\\s", "");
    var key =
        KeyFactory.getInstance("RSA")
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
    var text =
        part("{\"alg\":\"%s\"}".formatted(algorithm))
            + "."
            + part(
                "{\"iss\":\"%s\",\"exp\":%d}"
                    .formatted(file.path("client_email").asString(), end.getEpochSecond()));
    var signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(key);
    signature.update(text.getBytes(StandardCharsets.US_ASCII));
    return "Bearer "
        + text
        + "."
        + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
  }

  private static String part(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
