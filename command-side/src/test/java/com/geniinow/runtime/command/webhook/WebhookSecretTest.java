package com.geniinow.runtime.command.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class WebhookSecretTest {
  /** The example of the Standard Webhooks libraries. */
  @Test
  void the_signature_is_that_of_standard_webhooks() {
    var signature =
        WebhookSecret.sign(
            List.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1614265330,
            "{\"test\": 2432232314}");
    assertThat(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void while_two_secrets_are_good_each_has_its_signature() {
    var one = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    var two = WebhookSecret.random(new SecureRandom());
    var both = WebhookSecret.sign(List.of(two, one), "a", 1, "b");
    assertThat(both.split(" "))
        .containsExactly(
            WebhookSecret.sign(List.of(two), "a", 1, "b"),
            WebhookSecret.sign(List.of(one), "a", 1, "b"));
  }

  @Test
  void a_secret_is_32_bytes_of_chance() {
    var secret = WebhookSecret.random(new SecureRandom());
    assertThat(secret).startsWith("whsec_").isNotEqualTo(WebhookSecret.random(new SecureRandom()));
    assertThat(Base64.getDecoder().decode(secret.substring(6))).hasSize(32);
  }
}
