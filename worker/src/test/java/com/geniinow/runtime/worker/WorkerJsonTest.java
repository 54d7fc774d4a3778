package com.geniinow.runtime.worker;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.geniinow.runtime.worker.executor.Attempt;
import com.geniinow.runtime.worker.executor.Outcome;
import com.geniinow.runtime.worker.executor.WebhookExecutor;
import com.geniinow.runtime.worker.executor.WebhookProperties;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WorkerJsonTest {
  private static final String NUMBERS =
      "{\"dec\":12345678901234567.89,\"exp\":1E+400,\"tiny\":1E-400,\"cent\":1.10}";

  @Test
  void a_number_reaches_the_receiver_and_comes_back_with_all_its_digits() throws Exception {
    var json = WorkerJson.mapper();
    var receiver = new WireMockServer(WireMockConfiguration.options().dynamicPort());
    receiver.start();
    var properties = new WebhookProperties(List.of("localhost"), true, Duration.ofSeconds(30));
    try (var webhook = new WebhookExecutor(properties, json, InstantSource.system())) {
      receiver.stubFor(post(urlEqualTo("/")).willReturn(okJson(NUMBERS)));
      var payload =
          json.readTree(
              "{\"url\":\"http://localhost:%d/\",\"body\":%s}".formatted(receiver.port(), NUMBERS));

      var outcome =
          webhook.execute(
              new Attempt(UUID.randomUUID(), UUID.randomUUID(), 1, "webhook", payload, null, 0));

      var sent = receiver.findAll(postRequestedFor(urlEqualTo("/"))).getFirst();
      assertThat(sent.getBodyAsString()).isEqualTo(NUMBERS);
      assertThat(outcome)
          .asInstanceOf(type(Outcome.Completed.class))
          .extracting(done -> done.result().get("body").toString())
          .isEqualTo(NUMBERS);
    } finally {
      receiver.stop();
    }
  }
}
