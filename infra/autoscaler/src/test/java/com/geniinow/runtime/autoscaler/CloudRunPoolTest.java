package com.geniinow.runtime.autoscaler;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.patchRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.google.auth.oauth2.ServiceAccountCredentials;
import java.net.URI;
import java.security.KeyPairGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Over HTTP, with a server that answers as Google's does. */
class CloudRunPoolTest {
  private static final String NAME = "projects/genii/locations/europe-west1/workerPools/worker";
  private static final String PATH = "/v2/" + NAME;

  private final WireMockServer google =
      new WireMockServer(WireMockConfiguration.options().dynamicPort());
  private CloudRunPool pool;

  @BeforeEach
  void start() {
    google.start();
    pool = new CloudRunPool(URI.create(google.baseUrl() + "/"), NAME, () -> "token");
    google.stubFor(
        get(urlEqualTo(PATH))
            .withHeader("Authorization", equalTo("Bearer token"))
            .willReturn(
                okJson(
                    """
                    {"name":"%s","etag":"\\"e1\\"","scaling":{"manualInstanceCount":3}}"""
                        .formatted(NAME))));
  }

  @AfterEach
  void stop() {
    google.stop();
  }

  @Test
  void its_size_is_the_number_that_was_set_by_hand() {
    assertThat(pool.size()).isEqualTo(3);
  }

  @Test
  void it_sets_that_number_alone_and_only_if_nobody_else_changed_the_pool() {
    google.stubFor(patch(urlPathEqualTo(PATH)).willReturn(okJson("{\"name\":\"operations/1\"}")));
    pool.resize(5);
    google.verify(
        patchRequestedFor(urlEqualTo(PATH + "?updateMask=scaling.manualInstanceCount"))
            .withHeader("Authorization", equalTo("Bearer token"))
            .withRequestBody(
                equalToJson("{\"etag\":\"\\\"e1\\\"\",\"scaling\":{\"manualInstanceCount\":5}}")));
  }

  @Test
  void a_refusal_is_told_with_googles_word_for_it() {
    google.stubFor(
        patch(urlPathEqualTo(PATH))
            .willReturn(
                aResponse()
                    .withStatus(409)
                    .withBody("{\"error\":{\"code\":409,\"status\":\"ABORTED\"}}")));
    assertThatThrownBy(() -> pool.resize(5))
        .isInstanceOf(PoolException.class)
        .hasMessage("Cloud Run answers 409 ABORTED");
  }

  @Test
  void a_server_that_answers_no_json_or_not_at_all_is_out_of_reach() {
    google.stubFor(get(urlEqualTo(PATH)).willReturn(aResponse().withBody("<html>")));
    assertThatThrownBy(pool::size).hasMessage("Cloud Run can't be reached");
    google.stop();
    assertThatThrownBy(pool::size).hasMessage("Cloud Run can't be reached");
  }

  @Test
  void a_pool_that_scales_by_itself_is_left_alone() {
    google.stubFor(get(urlEqualTo(PATH)).willReturn(okJson("{\"scaling\":{}}")));
    assertThatThrownBy(pool::size).hasMessageContaining("isn't scaled by hand");
  }

  @Test
  void another_kind_of_name_is_refused_at_once() {
    assertThatThrownBy(() -> new CloudRunPool(CloudRunPool.GOOGLE, "worker", () -> ""))
        .hasMessageContaining("not 'worker'");
  }

  @Test
  void tokens_come_from_the_service_account() throws Exception {
    google.stubFor(
        post(urlEqualTo("/token"))
            .willReturn(
                okJson(
                    "{\"access_token\":\"fresh\",\"expires_in\":3600,\"token_type\":\"Bearer\"}")));
    var keys = KeyPairGenerator.getInstance("RSA");
    keys.initialize(2048);
    var account =
        ServiceAccountCredentials.newBuilder()
            .setClientEmail("autoscaler@genii.iam.gserviceaccount.com")
            .setPrivateKey(keys.generateKeyPair().getPrivate())
            .setTokenServerUri(URI.create(google.baseUrl() + "/token"))
            .build();
    assertThat(new GoogleTokens(account).get()).isEqualTo("fresh");
  }
}
