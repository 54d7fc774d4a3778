package com.geniinow.runtime.platform.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.platform.problem.Outages;
import java.time.Duration;
import java.time.LocalDate;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A master key that is somebody else's service, and what is asked of it when. */
class FarMasterKeyTest {
  private static final LocalDate DAY = KeyStore.DAY;

  private final KeyStore store = new KeyStore();
  private final UUID agent = UUID.randomUUID();
  private KmsStub kms;
  private StoredDataKeys keys;

  @BeforeEach
  void start() throws Exception {
    kms = new KmsStub();
    keys = store.process(kms.masters(store::nanos));
  }

  @AfterEach
  void stop() throws Exception {
    keys.close();
    kms.close();
  }

  @Test
  void a_new_agent_s_key_is_wrapped_and_proven_and_not_asked_for_again() {
    var key = keys.of(agent, DAY);

    assertThat(kms.calls()).isEqualTo(2);
    assertThat(keys.of(agent, DAY)).isEqualTo(key);
    keys.of(agent, DAY.plusDays(1));
    assertThat(kms.calls()).isZero();
  }

  @Test
  void who_prepares_a_new_agent_s_key_stores_none_and_asks_for_it_no_more() throws Exception {
    keys.prepare(agent, true);
    assertThat(kms.calls()).isEqualTo(2);
    assertThat(KeyStore.alive(agent)).isZero();

    kms.hold();
    var key = keys.of(agent, DAY);

    keys.prepare(agent, false);
    assertThat(kms.calls()).isZero();
    kms.close();
    kms = new KmsStub();
    try (var other = store.process(kms.masters(store::nanos))) {
      assertThat(other.find(agent, DAY)).contains(key);
    }
  }

  @Test
  void who_prepares_a_key_that_is_there_has_it_unwrapped_before_it_is_needed() throws Exception {
    var key = keys.of(agent, DAY);
    try (var other = store.process(kms.masters(store::nanos))) {
      kms.calls();
      other.prepare(agent, false);
      assertThat(kms.calls()).isOne();

      kms.hold();
      assertThat(other.find(agent, DAY)).contains(key);
      other.of(agent, DAY.plusDays(1));
      other.prepare(agent, false);
      assertThat(kms.calls()).isZero();
    }
  }

  @Test
  void for_an_agent_that_is_unknown_or_erased_nothing_is_asked_and_nothing_made() {
    keys.prepare(UUID.randomUUID(), false);
    keys.of(agent, DAY);
    keys.destroyAgent(agent);
    kms.calls();

    keys.prepare(agent, true);

    assertThat(kms.calls()).isZero();
    assertThat(KeyStore.alive(agent)).isZero();
  }

  @Test
  void with_a_master_key_at_hand_nothing_is_prepared() throws Exception {
    try (var near = store.process(KeyStore.masters(1))) {
      near.prepare(agent, true);
      near.of(agent, DAY);
      assertThat(KeyStore.alive(agent)).isEqualTo(2);
    }
  }

  @Test
  void who_prepares_while_it_says_nothing_waits_for_seconds_and_who_comes_behind_does_not()
      throws Exception {
    keys.of(agent, DAY);
    try (var other = store.process(kms.masters(store::nanos))) {
      kms.hold();
      long began = System.nanoTime();
      unavailable(other);
      var first = Duration.ofNanos(System.nanoTime() - began);
      unavailable(other);
      var second = Duration.ofNanos(System.nanoTime() - began).minus(first);

      assertThat(first).isBetween(KmsMasterKey.ANSWER, Duration.ofSeconds(8));
      assertThat(second).isLessThan(KmsMasterKey.ANSWER);
    }
  }

  @Test
  void while_it_fails_it_is_an_outage() throws Exception {
    keys.of(agent, DAY);
    try (var other = store.process(kms.masters(store::nanos))) {
      kms.answers(503);
      unavailable(other);
    }
  }

  private void unavailable(StoredDataKeys process) {
    assertThatThrownBy(() -> process.prepare(agent, false))
        .isInstanceOf(KeysUnavailableException.class)
        .satisfies(e -> assertThat(Outages.isOutage(e)).isTrue());
  }

  @Test
  void a_row_that_it_did_not_wrap_is_left_to_who_needs_it() {
    keys.of(agent, DAY);
    var other = UUID.randomUUID();
    KeyStore.superuser()
        .update(
            """
            INSERT INTO sealing_keys.of_agents
            SELECT ?, '\\x00', master_id, made_at FROM sealing_keys.of_agents WHERE agent_id = ?\
            """,
            other,
            agent);
    kms.answers(400);

    keys.prepare(other, false);
    assertThatThrownBy(() -> keys.of(other, DAY)).isInstanceOf(BrokenSealException.class);
  }
}
