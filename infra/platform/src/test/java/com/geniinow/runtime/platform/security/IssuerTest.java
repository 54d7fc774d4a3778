package com.geniinow.runtime.platform.security;

import static com.geniinow.runtime.platform.testing.TestApplication.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

/** Tokens of an issuer that publishes its keys, at a time of the test's choosing. */
class IssuerTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  private static RSAKey rsa;

  /** One that the issuer does not publish, unless a case has it do so. */
  private static RSAKey strange;

  private static ECKey ec;

  private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer issuer;
  private volatile byte[] published;
  private String uri;

  /** Once: to find the primes of one takes a second. */
  @BeforeAll
  static void make_keys() throws JOSEException {
    rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
    strange = new RSAKeyGenerator(2048).generate();
    ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
  }

  private static RSAKey strangeAs(String id) {
    return new RSAKey.Builder(strange).keyID(id).build();
  }

  @BeforeEach
  void publish_keys() throws IOException {
    publish(new JWKSet(List.of(rsa, ec)));
    issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer.createContext(
        "/keys",
        exchange -> {
          asked.incrementAndGet();
          var keys = published;
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, keys.length);
          try (exchange) {
            exchange.getResponseBody().write(keys);
          }
        });
    issuer.start();
    uri = "http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys";
  }

  @AfterEach
  void stop() {
    issuer.stop(0);
  }

  @Test
  void tokens_of_published_keys_are_taken_beside_those_of_the_secret() throws JOSEException {
    var decoder = TokenDecoders.of(new JwtSettings(SECRET, uri), clock);
    assertThat(decoder.decode(rs256(rsa)).getSubject()).isEqualTo("ada");
    assertThat(decoder.decode(es256(ec)).getSubject()).isEqualTo("ada");
    assertThat(decoder.decode(hs256(SECRET.getBytes(StandardCharsets.UTF_8))).getSubject())
        .isEqualTo("ada");
  }

  @Test
  void a_token_of_another_key_is_refused() throws JOSEException {
    var decoder = TokenDecoders.of(new JwtSettings(null, uri), clock);
    refuses(decoder, rs256(strangeAs("rsa")));
    refuses(decoder, rs256(strangeAs("other")));
    refuses(decoder, es256(new ECKeyGenerator(Curve.P_256).keyID("ec").generate()));
  }

  @Test
  void made_up_key_ids_do_not_flood_the_issuer() throws JOSEException {
    var decoder = TokenDecoders.of(new JwtSettings(null, uri), clock);
    var stranger = strangeAs("made-up");
    for (var i = 0; i < 20; i++) {
      refuses(decoder, rs256(stranger));
    }
    assertThat(asked.get()).isLessThanOrEqualTo(3);
    assertThat(decoder.decode(rs256(rsa)).getSubject()).isEqualTo("ada");
  }

  @Test
  void keys_once_read_outlive_an_outage() throws JOSEException {
    var decoder = TokenDecoders.of(new JwtSettings(null, uri), clock);
    decoder.decode(rs256(rsa));
    issuer.stop(0);
    assertThat(decoder.decode(es256(ec)).getSubject()).isEqualTo("ada");
  }

  @Test
  void a_key_that_is_rotated_in_is_taken_and_one_that_is_rotated_out_no_longer()
      throws JOSEException {
    var before = TokenDecoders.of(new JwtSettings(null, uri), clock);
    assertThat(before.decode(rs256(rsa)).getSubject()).isEqualTo("ada");
    var next = strangeAs("next");
    publish(new JWKSet(List.of(next, ec)));
    assertThat(before.decode(rs256(next)).getSubject()).isEqualTo("ada");
    refuses(before, rs256(rsa));
  }

  @Test
  void a_token_for_others_or_of_others_is_refused_where_that_is_set() throws JOSEException {
    var decoder =
        TokenDecoders.of(new JwtSettings(SECRET, uri, "https://issuer", "genii", false), clock);
    assertThat(decoder.decode(rs256(rsa, "https://issuer", "genii")).getSubject()).isEqualTo("ada");
    refuses(decoder, rs256(rsa, "https://issuer", "others"));
    refuses(decoder, rs256(rsa, "https://issuer", null));
    refuses(decoder, rs256(rsa, "https://elsewhere", "genii"));
    refuses(decoder, rs256(rsa, null, "genii"));
    refuses(decoder, hs256(SECRET.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void a_public_key_is_never_taken_for_a_secret() throws JOSEException {
    var publicKey = rsa.toRSAPublicKey().getEncoded();
    refuses(TokenDecoders.of(new JwtSettings(null, uri), clock), hs256(publicKey));
    refuses(TokenDecoders.of(new JwtSettings(SECRET, uri), clock), hs256(publicKey));
  }

  @Test
  void times_are_read_on_the_clock_that_is_given() throws JOSEException {
    var token = hs256(SECRET.getBytes(StandardCharsets.UTF_8));
    var settings = new JwtSettings(SECRET, null);
    var life = Duration.ofMinutes(5);
    at(settings, life.plusSeconds(29)).decode(token);
    refuses(at(settings, life.plusSeconds(31)), token);
  }

  @Test
  void an_issuer_that_is_away_is_no_fault_of_the_token() throws JOSEException {
    issuer.stop(0);
    var decoder = TokenDecoders.of(new JwtSettings(null, uri), clock);
    var token = rs256(rsa);
    assertThatExceptionOfType(JwtException.class)
        .isThrownBy(() -> decoder.decode(token))
        .isNotInstanceOf(BadJwtException.class);
  }

  private JwtDecoder at(JwtSettings settings, Duration later) {
    return TokenDecoders.of(settings, Clock.offset(clock, later));
  }

  private static void refuses(JwtDecoder decoder, String token) {
    assertThatExceptionOfType(BadJwtException.class).isThrownBy(() -> decoder.decode(token));
  }

  private String hs256(byte[] secret) throws JOSEException {
    return sign(new JWSHeader(JWSAlgorithm.HS256), new MACSigner(secret));
  }

  private static String rs256(RSAKey key) throws JOSEException {
    return sign(
        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
        new RSASSASigner(key));
  }

  private static String rs256(RSAKey key, String issuer, String audience) throws JOSEException {
    var claims =
        new JWTClaimsSet.Builder()
            .subject("ada")
            .issuer(issuer)
            .audience(audience)
            .expirationTime(Date.from(NOW.plus(Duration.ofMinutes(5))))
            .build();
    var token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
    token.sign(new RSASSASigner(key));
    return token.serialize();
  }

  private void publish(JWKSet keys) {
    published = keys.toPublicJWKSet().toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String es256(ECKey key) throws JOSEException {
    return sign(
        new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
        new ECDSASigner(key));
  }

  private static String sign(JWSHeader header, JWSSigner signer) throws JOSEException {
    var claims =
        new JWTClaimsSet.Builder()
            .subject("ada")
            .claim("role", "admin")
            .expirationTime(Date.from(NOW.plus(Duration.ofMinutes(5))))
            .build();
    var token = new SignedJWT(header, claims);
    token.sign(signer);
    return token.serialize();
  }
}
