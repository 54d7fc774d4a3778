package com.geniinow.runtime.command.alert;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlertStatusTest {
  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504, 302})
  void a_channel_that_takes_nothing_now_pauses(int status) {
    assertThat(AlertChannel.isAway(status)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 413, 422})
  void an_alert_that_is_refused_holds_up_no_other(int status) {
    assertThat(AlertChannel.isAway(status)).isFalse();
  }
}
