package com.geniinow.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

class TokenScriptTest {
  private static final String ID = "11111111-2222-4333-8444-555555555555";

  @Test
  void tokens_are_signed_with_the_local_secret() {
    Jwt token = decode(new Settings(Map.of()).jwtSecret(), run(Map.of(), "admin"));
    assertThat(token.getClaimAsString("role")).isEqualTo("admin");
    assertThat(lifetime(token)).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void tokens_are_signed_with_any_secret_of_the_environment() {
    for (String secret :
        List.of("%s \\x41 'quoted' \"twice\" é $HOME `id`", "k".repeat(64), "long".repeat(40))) {
      Map<String, String> environment = Map.of("GENII_JWT_SECRET", secret);
      Jwt agent = decode(secret, run(environment, "agent", "--sub", ID, "--ttl", "90s"));
      assertThat(agent.getSubject()).isEqualTo(ID);
      assertThat(lifetime(agent)).isEqualTo(Duration.ofSeconds(90));
      Jwt founder = decode(secret, run(environment, "founder", "--entity", ID, "--ttl", "2d"));
      assertThat(founder.getClaimAsString("entity_id")).isEqualTo(ID);
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

  private static Duration lifetime(Jwt token) {
    Instant issued = token.getIssuedAt();
    Instant expires = token.getExpiresAt();
    assertThat(issued).isNotNull();
    assertThat(expires).isNotNull();
    return Duration.between(issued, expires);
  }

  private static Jwt decode(String secret, String token) {
    byte[] key = secret.getBytes(StandardCharsets.UTF_8);
    return NimbusJwtDecoder.withSecretKey(new SecretKeySpec(key, "HmacSHA256"))
        .build()
        .decode(token);
  }

  private static String run(Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>(List.of(Path.of("../token").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("GENII_JWT_SECRET");
    builder.environment().putAll(environment);
    try {
      byte[] output = builder.start().getInputStream().readAllBytes();
      return new String(output, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
