package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.platform.setting.WrongSettingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long days are kept where their entity says nothing of it. */
class RetentionSettingsTest {
  @Test
  void fewer_days_than_logs_must_be_kept_for_are_warned_of() {
    assertThat(new RetentionSettings(182).warning())
        .get()
        .asString()
        .startsWith("GENII_RETENTION_DAYS is 182")
        .contains("183");
    assertThat(new RetentionSettings(183).warning()).isEmpty();
    assertThat(new RetentionSettings(null).warning()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -5, 36_501})
  void any_other_number_of_days_ends_the_start(int days) {
    assertThatThrownBy(() -> new RetentionSettings(days))
        .isInstanceOf(WrongSettingException.class)
        .hasMessageContaining("GENII_RETENTION_DAYS must be a whole number from 1 to 36500");
  }
}
