package com.geniinow.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class TokenScriptTest {
  private static final String ID = "11111111-2222-4333-8444-555555555555";

  @Test
  void tokens_are_signed_with_the_local_secret() {
    var claims = verified(new Settings(Map.of()).jwtSecret(), run(Map.of(), "admin"));
    assertThat(claims).contains("\"role\":\"admin\"", "\"sub\":\"local-admin\"");
    assertThat(lifetime(claims)).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void tokens_are_signed_with_any_secret_of_the_environment() {
    for (String secret :
        List.of("%s \\x41 'quoted' \"twice\" é $HOME `id`", "k".repeat(64), "long".repeat(40))) {
      var environment = Map.of("GENII_JWT_SECRET", secret);
      var agent = verified(secret, run(environment, "agent", "--sub", ID, "--ttl", "90s"));
      assertThat(agent).contains("\"sub\":\"" + ID + "\"");
      assertThat(lifetime(agent)).isEqualTo(Duration.ofSeconds(90));
      var founder = verified(secret, run(environment, "founder", "--entity", ID, "--ttl", "2d"));
      assertThat(founder).contains("\"entity_id\":\"" + ID + "\"");
      assertThat(lifetime(founder)).isEqualTo(Duration.ofDays(2));
    }
  }

  @Test
  void what_no_service_would_take_is_refused() {
    assertThat(run(Map.of(), "agent")).contains("--sub");
    assertThat(run(Map.of(), "agent", "--sub", "me")).contains("--sub");
    assertThat(run(Map.of(), "founder")).contains("--entity");
    assertThat(run(Map.of(), "king")).contains("unknown word: king");
    assertThat(run(Map.of(), "admin", "--sub", "a\"b")).contains("--sub may hold");
    assertThat(run(Map.of(), "admin", "--ttl", "1w")).contains("--ttl must be");
    assertThat(run(Map.of("GENII_JWT_SECRET", "short"), "admin")).contains("32 characters");
  }

  private static Duration lifetime(String claims) {
    var times = Pattern.compile("\"iat\":(\\d+),\"exp\":(\\d+)").matcher(claims);
    assertThat(times.find()).isTrue();
    return Duration.ofSeconds(Long.parseLong(times.group(2)) - Long.parseLong(times.group(1)));
  }

  /** The claims of a token whose signature the secret made. */
  private static String verified(String secret, String token) {
    try {
      var parts = List.of(token.split("\\.", -1));
      assertThat(parts).hasSize(3);
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] signed = (parts.get(0) + "." + parts.get(1)).getBytes(StandardCharsets.UTF_8);
      assertThat(Base64.getUrlDecoder().decode(parts.get(2))).isEqualTo(mac.doFinal(signed));
      return new String(Base64.getUrlDecoder().decode(parts.get(1)), StandardCharsets.UTF_8);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String run(Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>(List.of(Path.of("../token").toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("GENII_JWT_SECRET");
    builder.environment().putAll(environment);
    try {
      var output = builder.start().getInputStream().readAllBytes();
      return new String(output, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
