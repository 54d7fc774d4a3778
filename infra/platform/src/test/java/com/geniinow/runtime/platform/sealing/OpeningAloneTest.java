package com.geniinow.runtime.platform.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Processes that have a master key as a former one alone, as in the middle of an upgrade. */
class OpeningAloneTest {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 2);

  private final KeyStore store = new KeyStore();
  private final UUID agent = UUID.randomUUID();

  @Test
  void one_opens_what_others_sealed_and_seals_nothing() throws Exception {
    try (var seals = store.process(KeyStore.masters(1));
        var opens = store.process(new MasterKeys(null, List.of(KeyStore.master(1))))) {
      var key = seals.of(agent, DAY);

      assertThat(opens.isOn()).isFalse();
      assertThat(opens.find(agent, DAY)).contains(key);
      assertThatThrownBy(() -> opens.of(agent, DAY)).isInstanceOf(IllegalStateException.class);
    }
  }
}
