package com.geniinow.runtime.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.OveragePolicy;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class WireNamesTest {
  @Test
  void policies_and_kinds_have_the_names_of_the_interface() {
    assertThat(Arrays.stream(OveragePolicy.values()).map(OveragePolicy::wire))
        .containsExactly("block", "alert_only", "allow");
    assertThat(Arrays.stream(LimitKind.values()).map(LimitKind::wire))
        .containsExactly("tokens", "cost");
  }

  @Test
  void names_do_not_depend_on_the_machine_s_language() {
    var before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr"));
      assertThat(OveragePolicy.ALERT_ONLY.wire()).isEqualTo("alert_only");
    } finally {
      Locale.setDefault(before);
    }
  }
}
