package com.geniinow.runtime.platform.security;

import static com.geniinow.runtime.platform.testing.Client.problem;
import static com.geniinow.runtime.platform.testing.TestApplication.AGENT;
import static com.geniinow.runtime.platform.testing.TestApplication.ENTITY;
import static com.geniinow.runtime.platform.testing.TestApplication.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.testing.HttpTest;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTest extends HttpTest {
  private static final String PATH = "/api/agents/" + AGENT;
  private static final String LONG_SECRET = SECRET + SECRET;

  @Test
  void a_good_token_of_each_role_is_taken() throws JOSEException {
    assertThat(bearing(hs256(c -> c)).get(PATH).statusCode()).isEqualTo(200);
    assertThat(agent(AGENT).get(PATH).statusCode()).isEqualTo(200);
    assertThat(founder(ENTITY).get(PATH).statusCode()).isEqualTo(200);
    assertThat(admin().get(PATH).statusCode()).isEqualTo(200);
    assertThat(worker().get("/api/tasks/" + AGENT).statusCode()).isEqualTo(200);
  }

  @Test
  void no_token_is_challenged() {
    var answer = anonymous().get(PATH);
    problem(answer, 401, "unauthenticated");
    assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
  }

  @Test
  void another_scheme_or_place_is_no_token() throws JOSEException {
    problem(authorization("Basic YWRhOmFkYQ=="), 401, "unauthenticated");
    problem(authorization("Bearer"), 401, "unauthenticated");
    problem(authorization("Bearer "), 401, "unauthenticated");
    problem(authorization("Bearer a b"), 401, "unauthenticated");
    var inQuery = anonymous().get(PATH + "?access_token=" + hs256(c -> c));
    problem(inQuery, 401, "unauthenticated");
  }

  @Test
  void a_token_that_is_oversized_is_refused() throws JOSEException {
    refused(hs256(c -> c.subject("a".repeat(5_000))));
    refused("e30." + "A".repeat(6_000) + ".x");
    var huge = bearing("A".repeat(60_000)).get(PATH);
    assertThat(huge.statusCode()).isBetween(400, 431);
    assertThat(huge.headers().firstValue("Content-Type")).hasValue("application/problem+json");
  }

  @Test
  void a_token_that_is_none_is_refused() {
    refused("x");
    refused("a.b.c");
    refused("..");
    refused("e30.e30.e30");
  }

  @Test
  void an_unsigned_token_is_refused() {
    refused(new PlainJWT(claims().build()).serialize());
  }

  @Test
  void a_token_signed_with_another_secret_is_refused() throws JOSEException {
    refused(sign(JWSAlgorithm.HS256, new MACSigner(SECRET.replace('a', 'b')), claims().build()));
  }

  @Test
  void a_token_of_another_algorithm_is_refused() throws JOSEException {
    refused(sign(JWSAlgorithm.HS512, new MACSigner(LONG_SECRET), claims().build()));
    refused(
        sign(
            JWSAlgorithm.RS256,
            new RSASSASigner(new RSAKeyGenerator(2048).generate()),
            claims().build()));
  }

  @Test
  void a_token_whose_claims_were_changed_is_refused() throws JOSEException {
    var parts = hs256(c -> c).split("\\.", -1);
    var admin = hs256(c -> c.claim("role", "admin")).split("\\.", -1);
    refused(parts[0] + "." + admin[1] + "." + parts[2]);
    refused(parts[0] + "." + parts[1] + ".");
  }

  @Test
  void a_token_outside_its_time_is_refused() throws JOSEException {
    refused(hs256(c -> c.expirationTime(in(Duration.ofSeconds(-31)))));
    refused(hs256(c -> c.expirationTime(null)));
    refused(hs256(c -> c.notBeforeTime(in(Duration.ofSeconds(60)))));
    assertThat(bearing(hs256(c -> c.expirationTime(in(Duration.ofSeconds(-5))))).get(PATH))
        .as("a clock 5 s off is forgiven")
        .extracting(HttpResponse::statusCode)
        .isEqualTo(200);
  }

  @Test
  void a_token_without_a_usable_subject_is_refused() throws JOSEException {
    refused(hs256(c -> c.subject(null)));
    refused(hs256(c -> c.subject("")));
    refused(hs256(c -> c.subject("ada").claim("role", "agent")));
    refused(hs256(c -> c.subject("1-1-1-1-1")));
    refused(hs256(c -> c.claim("role", "admin").subject("a\u0000b")));
    refused(hs256(c -> c.claim("role", "admin").subject("a".repeat(256))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\ud800",
        "a\\udc00b",
        "\\udc00\\ud800",
        "a\\u0000b",
        "\\u0007",
        "a\\u0085",
        "a\\n"
      })
  void a_subject_that_nothing_could_store_is_refused(String escaped) throws JOSEException {
    refused(signed(escaped));
    assertThat(bearing(signed("\\ud83d\\ude00")).get(PATH).statusCode()).isEqualTo(200);
  }

  /** As text, since a library would not write such a subject. */
  private static String signed(String escapedSubject) throws JOSEException {
    var claims =
        "{\"sub\":\"%s\",\"role\":\"admin\",\"exp\":%d}"
            .formatted(escapedSubject, in(Duration.ofMinutes(5)).toInstant().getEpochSecond());
    var token = new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(claims));
    token.sign(new MACSigner(SECRET));
    return token.serialize();
  }

  @Test
  void a_token_without_a_known_role_is_refused() throws JOSEException {
    refused(hs256(c -> c.claim("role", null)));
    refused(hs256(c -> c.claim("role", "authenticated")));
    refused(hs256(c -> c.claim("role", "ADMIN")));
    refused(hs256(c -> c.claim("role", java.util.List.of("admin"))));
  }

  @Test
  void an_auditor_says_of_what() throws JOSEException {
    refused(hs256(c -> c.claim("role", "auditor")));
    refused(hs256(c -> c.claim("role", "auditor").claim("entity_id", "")));
    refused(hs256(c -> c.claim("role", "auditor").claim("entity_id", "**")));
    refused(hs256(c -> c.claim("role", "auditor").claim("entity_id", List.of("*"))));
    refused(hs256(c -> c.claim("role", "founder").claim("entity_id", "*")));
    refused(hs256(c -> c.claim("role", "admin").claim("entity_id", "*")));
    for (var entity : List.of("*", ENTITY.toString())) {
      var token = hs256(c -> c.claim("role", "auditor").claim("entity_id", entity));
      assertThat(bearing(token).get(PATH).statusCode()).as(entity).isEqualTo(200);
    }
  }

  @Test
  void a_founder_without_an_entity_is_refused() throws JOSEException {
    refused(hs256(c -> c.claim("role", "founder")));
    refused(hs256(c -> c.claim("role", "founder").claim("entity_id", "acme")));
    refused(hs256(c -> c.claim("role", "founder").claim("entity_id", 7)));
  }

  @Test
  void a_token_of_another_type_is_refused() throws JOSEException {
    var header =
        new JWSHeader.Builder(JWSAlgorithm.HS256).type(new JOSEObjectType("logout+jwt")).build();
    var token = new SignedJWT(header, claims().build());
    token.sign(new MACSigner(SECRET));
    refused(token.serialize());
  }

  @Test
  void the_description_and_its_page_need_no_token() {
    assertThat(anonymous().get("/v3/api-docs").statusCode()).isEqualTo(200);
    assertThat(anonymous().get("/swagger-ui/index.html").statusCode()).isEqualTo(200);
    assertThat(anonymous().get("/swagger-ui.html").statusCode()).isEqualTo(302);
    problem(anonymous().get("/v3/api-docs/../../api/agents/" + AGENT), 400, "invalid_request");
  }

  private void refused(String token) {
    var answer = bearing(token).get(PATH);
    problem(answer, 401, "unauthenticated");
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Bearer");
    assertThat(answer.body()).doesNotContain(token.length() > 20 ? token : "\0");
  }

  private HttpResponse<String> authorization(String header) {
    return anonymous().send("GET", PATH, null, BodyPublishers.noBody(), "Authorization", header);
  }

  private static String hs256(UnaryOperator<JWTClaimsSet.Builder> change) throws JOSEException {
    return sign(JWSAlgorithm.HS256, new MACSigner(SECRET), change.apply(claims()).build());
  }

  private static String sign(JWSAlgorithm algorithm, JWSSigner signer, JWTClaimsSet claims)
      throws JOSEException {
    var token = new SignedJWT(new JWSHeader(algorithm), claims);
    token.sign(signer);
    return token.serialize();
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .subject(AGENT.toString())
        .claim("role", "agent")
        .expirationTime(in(Duration.ofMinutes(5)));
  }

  private static Date in(Duration duration) {
    return Date.from(Instant.now().plus(duration));
  }
}
