package com.geniinow.runtime.platform.sealing;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.platform.setting.WrongSettingException;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A service account's file, and a stand-in for who gives out tokens for it. */
class GoogleTokensTest {
  private static final String KMS = "https://cloudkms.googleapis.com";

  private static String pem;

  private final WireMockServer google =
      new WireMockServer(WireMockConfiguration.options().dynamicPort());

  @TempDir Path folder;

  /** Once: to find the primes of one takes a second. */
  @BeforeAll
  static void aKey() throws Exception {
    var keys = KeyPairGenerator.getInstance("RSA");
    keys.initialize(2048);
    pem =
        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
            .formatted(
                Base64.getMimeEncoder()
                    .encodeToString(keys.generateKeyPair().getPrivate().getEncoded()));
  }

  @BeforeEach
  void start() {
    google.start();
  }

  @AfterEach
  void stop() {
    google.stop();
  }

  @Test
  void a_token_is_asked_for_once_and_used_until_it_runs_out() throws Exception {
    google.stubFor(
        post("/token")
            .willReturn(
                okJson(
                    "{\"access_token\":\"of-tests\",\"expires_in\":3600,\"token_type\":\"Bearer\"}")));
    var tokens = GoogleTokens.of(account(), KMS);

    assertThat(tokens.authorization()).isEqualTo("Bearer of-tests");
    assertThat(tokens.authorization()).isEqualTo("Bearer of-tests");
    assertThat(google.getAllServeEvents()).hasSize(1);
  }

  @Test
  void whoever_gets_none_can_try_again() throws Exception {
    google.stubFor(post("/token").willReturn(serverError()));
    var tokens = GoogleTokens.of(account(), KMS);

    assertThatThrownBy(tokens::authorization).isInstanceOf(IOException.class);
  }

  @Test
  void a_file_that_is_none_ends_the_start_with_a_sentence() throws IOException {
    var other = Files.writeString(folder.resolve("other"), "secret");

    for (var file : new String[] {other.toString(), folder.resolve("nowhere").toString()}) {
      assertThatThrownBy(() -> GoogleTokens.of(file, KMS))
          .isInstanceOf(WrongSettingException.class)
          .hasMessageStartingWith("GENII_MASTER_KMS_KEY needs Google credentials")
          .hasMessageNotContaining("secret");
    }
  }

  private String account() throws IOException {
    var json =
        JsonMapper.shared()
            .writeValueAsString(
                Map.of(
                    "type", "service_account",
                    "client_id", "1",
                    "client_email", "tests@local.iam.gserviceaccount.com",
                    "private_key_id", "1",
                    "private_key", pem,
                    "token_uri", google.baseUrl() + "/token"));
    return Files.writeString(folder.resolve("account.json"), json).toString();
  }
}
