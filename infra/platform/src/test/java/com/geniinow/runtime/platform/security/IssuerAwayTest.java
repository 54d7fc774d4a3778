package com.geniinow.runtime.platform.security;

import static com.geniinow.runtime.platform.testing.Client.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.testing.HttpTest;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** Nothing listens on port 1. */
@TestPropertySource(properties = "genii.jwt.jwks-uri=http://127.0.0.1:1/keys")
class IssuerAwayTest extends HttpTest {
  @Test
  void a_token_that_can_not_be_checked_is_unavailable_and_others_go_on() throws JOSEException {
    var token =
        new SignedJWT(
            new JWSHeader(JWSAlgorithm.RS256),
            new JWTClaimsSet.Builder().subject("ada").claim("role", "admin").build());
    token.sign(new RSASSASigner(new RSAKeyGenerator(2048).generate()));
    problem(bearing(token.serialize()).get("/api/things"), 503, "unavailable");
    assertThat(admin().get("/api/things").statusCode()).isEqualTo(200);
  }
}
