package com.geniinow.runtime.platform.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.platform.setting.StartRefusedException;
import java.time.LocalDate;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Agents' keys come from one master key under another. */
class KeyRotationTest {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 2);

  private final KeyStore store = new KeyStore();
  private final UUID agent = UUID.randomUUID();

  /** Other tests' keys would be counted. */
  @BeforeEach
  void noKeys() {
    KeyStore.superuser()
        .execute(
            """
            SET session_replication_role = replica;
            DELETE FROM sealing_keys.of_days; DELETE FROM sealing_keys.of_agents;
            DELETE FROM sealing_keys.destroyed\
            """);
  }

  @Test
  void keys_stay_the_same_and_the_old_master_key_is_needed_no_more() throws Exception {
    try (var before = store.process(KeyStore.masters(1));
        var meanwhile = store.process(KeyStore.masters(2, 1))) {
      var key = before.of(agent, DAY);
      for (var i = 0; i < 450; i++) {
        before.of(UUID.randomUUID(), DAY);
      }
      assertThat(meanwhile.find(agent, DAY)).contains(key);
      var fingerprint = fingerprint();

      assertThat(KeyStore.rotation(KeyStore.masters(2, 1)).rewrapAll()).isEqualTo(451);

      assertThat(fingerprint()).matches("[0-9a-f]{16}").isEqualTo(fingerprint);

      try (var after = store.process(KeyStore.masters(2))) {
        assertThat(after.find(agent, DAY)).contains(key);
      }
      assertThat(KeyStore.rotation(KeyStore.masters(2, 1)).rewrapAll()).isZero();
      assertThatCode(() -> KeyStore.rotation(KeyStore.masters(2)).requireMasters())
          .doesNotThrowAnyException();
    }
  }

  /** Of the agent's own key, which another master key doesn't change. */
  private String fingerprint() {
    return String.valueOf(
        KeyStore.superuser()
            .queryForObject(
                "SELECT fingerprint FROM sealing_keys.of_agents WHERE agent_id = ?",
                String.class,
                agent));
  }

  @Test
  void a_schema_without_tables_of_keys_is_called_too_old() {
    var rotation = new KeyRotation(KeyStore::withoutTables, KeyStore.masters(1));

    assertThatThrownBy(rotation::requireMasters)
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("start the new command-side first, which migrates it");
  }

  @Test
  void what_was_destroyed_stays_so() throws Exception {
    try (var process = store.process(KeyStore.masters(1))) {
      process.of(agent, DAY);
      process.destroyAgent(agent);
      assertThat(KeyStore.rotation(KeyStore.masters(2, 1)).rewrapAll()).isZero();
      assertThat(KeyStore.alive(agent)).isZero();
    }
  }

  @Test
  void keys_that_can_not_be_unwrapped_hold_up_no_other() throws Exception {
    try (var process = store.process(KeyStore.masters(1))) {
      for (var i = 0; i < 32; i++) { // more are broken than may fail
        process.of(UUID.randomUUID(), DAY);
      }
    }
    KeyStore.superuser()
        .update(
            """
            UPDATE sealing_keys.of_agents SET wrapped = '\\x00' WHERE agent_id IN
              (SELECT agent_id FROM sealing_keys.of_agents ORDER BY agent_id LIMIT 25)\
            """);

    assertThat(KeyStore.rotation(KeyStore.masters(2, 1)).rewrapAll()).isEqualTo(7);
  }

  @Test
  void keys_under_a_master_key_that_is_not_configured_stay_and_refuse_the_start() throws Exception {
    try (var process = store.process(KeyStore.masters(1))) {
      process.of(agent, DAY);
    }
    var without = KeyStore.rotation(KeyStore.masters(2));

    assertThat(without.rewrapAll()).isZero();
    assertThatThrownBy(without::requireMasters)
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("the master key " + KeyStore.master(1).id() + ", which is not");
    assertThatThrownBy(KeyStore.rotation(KeyStore.none())::requireMasters)
        .isInstanceOf(StartRefusedException.class);
    assertThat(KeyStore.alive(agent)).isEqualTo(2);
  }
}
