package com.geniinow.runtime.command.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.platform.setting.WrongSettingException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeliverySettingsTest {
  private static final Duration DAY = Duration.ofDays(1);

  private static DeliverySettings settings(Duration timeout) {
    return new DeliverySettings(
        timeout, Duration.ofSeconds(2), Duration.ofMinutes(10), DAY, Duration.ofDays(30));
  }

  @Test
  void pauses_double_up_to_ten_minutes() {
    var settings = settings(Duration.ofSeconds(10));
    assertThat(settings.pause(1)).hasSeconds(2);
    assertThat(settings.pause(2)).hasSeconds(4);
    assertThat(settings.pause(9)).hasSeconds(512);
    assertThat(settings.pause(10)).hasMinutes(10);
    assertThat(settings.pause(1_000)).hasMinutes(10);
  }

  @Test
  void a_call_takes_no_longer_than_half_a_lease() {
    assertThatThrownBy(() -> settings(Duration.ofSeconds(31)))
        .isInstanceOf(WrongSettingException.class)
        .hasMessageContaining("GENII_WEBHOOK_TIMEOUT");
  }
}
