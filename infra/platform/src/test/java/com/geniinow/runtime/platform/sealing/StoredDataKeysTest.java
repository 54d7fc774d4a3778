package com.geniinow.runtime.platform.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.geniinow.runtime.platform.problem.Outages;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Two processes over the same PostgreSQL. */
class StoredDataKeysTest {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 2);

  private final KeyStore store = new KeyStore();
  private final StoredDataKeys here = store.process(KeyStore.masters(1));
  private final StoredDataKeys there = store.process(KeyStore.masters(1));
  private final UUID agent = UUID.randomUUID();

  @AfterEach
  void close() throws Exception {
    here.close();
    there.close();
  }

  @Test
  void a_key_is_the_same_for_ever_and_another_for_another_day_and_agent() {
    var key = here.of(agent, DAY);

    assertThat(key.getAlgorithm()).isEqualTo("AES");
    assertThat(key.getEncoded()).hasSize(32);
    assertThat(here.of(agent, DAY)).isEqualTo(key);
    assertThat(there.find(agent, DAY)).contains(key);
    assertThat(here.of(agent, DAY.plusDays(1))).isNotEqualTo(key);
    assertThat(here.of(UUID.randomUUID(), DAY)).isNotEqualTo(key);
  }

  @Test
  void what_is_stored_is_no_key() {
    var key = here.of(agent, DAY).getEncoded();
    var rows =
        KeyStore.superuser()
            .queryForList(
                """
                SELECT wrapped FROM sealing_keys.of_days WHERE agent_id = ? UNION ALL
                SELECT wrapped FROM sealing_keys.of_agents WHERE agent_id = ?\
                """,
                byte[].class,
                agent,
                agent);

    assertThat(rows).hasSize(2).noneMatch(row -> java.util.Arrays.equals(row, key));
  }

  @Test
  void many_threads_of_two_processes_that_want_one_key_at_once_get_one() throws Exception {
    for (var round = 0; round < 20; round++) {
      var of = UUID.randomUUID();
      List<Callable<SecretKey>> all = new ArrayList<>();
      for (var i = 0; i < 16; i++) {
        var process = i % 2 == 0 ? here : there;
        all.add(() -> process.of(of, DAY));
      }
      assertThat(atOnce(all)).hasSize(16).containsOnly(here.of(of, DAY));
    }
  }

  @Test
  void whoever_holds_the_last_connection_of_its_pool_gets_a_key_all_the_same() throws Exception {
    try (var pool = new HikariDataSource()) {
      pool.setDataSource(
          KeyStore.login(com.geniinow.runtime.platform.database.DatabaseRole.COMMAND));
      pool.setMaximumPoolSize(1);
      try (var held = pool.getConnection()) {
        held.setAutoCommit(false);
        held.createStatement()
            .execute("SELECT pg_advisory_xact_lock(hashtextextended('" + agent + "', 0))");
        var key = here.of(agent, DAY);
        held.rollback();
        assertThat(there.find(agent, DAY)).contains(key);
      }
    }
  }

  @Test
  void a_key_that_was_never_made_is_not_found_and_not_made_by_looking() {
    assertThat(here.find(agent, DAY)).isEmpty();
    assertThat(KeyStore.alive(agent)).isZero();
  }

  @Test
  void what_another_process_made_is_found_a_second_later_at_most() {
    assertThat(there.find(agent, DAY)).isEmpty();
    var key = here.of(agent, DAY);
    assertThat(here.find(agent, DAY)).contains(key);

    store.goOn(KeyCache.ABSENT);

    assertThat(there.find(agent, DAY)).contains(key);
  }

  @Test
  void an_agent_s_keys_that_were_destroyed_stay_so() {
    here.of(agent, DAY);
    there.of(agent, DAY.plusDays(1));

    var fingerprints = here.destroyAgent(agent);

    assertThat(fingerprints).hasSize(3).allMatch(name -> name.matches("[0-9a-f]{16}"));
    assertThat(KeyStore.alive(agent)).isZero();
    assertThat(here.find(agent, DAY)).isEmpty();
    assertThat(refuses(here, DAY).isOfAgent()).isTrue();
    refuses(here, DAY.plusDays(9));
    assertThat(here.destroyAgent(agent)).isEqualTo(fingerprints);
    assertThat(here.destroyDays(agent, DAY)).isEqualTo(List.of(fingerprints.get(1)));
  }

  @Test
  void the_fingerprint_is_of_the_key_itself_so_that_who_has_a_copy_can_show_whose_it_is() {
    var key = here.of(agent, DAY);

    assertThat(here.destroyAgent(agent)).hasSize(2).element(1).isEqualTo(KeyBox.fingerprint(key));
  }

  @Test
  void that_of_a_key_from_before_fingerprints_is_of_what_was_stored() throws Exception {
    here.of(agent, DAY);
    KeyStore.superuser()
        .update("UPDATE sealing_keys.of_days SET fingerprint = NULL WHERE agent_id = ?", agent);
    var wrapped =
        KeyStore.superuser()
            .queryForObject(
                "SELECT wrapped FROM sealing_keys.of_days WHERE agent_id = ?", byte[].class, agent);

    assertThat(here.destroyDays(agent, DAY))
        .containsExactly(
            ConfiguredMasterKey.fingerprint(java.util.Objects.requireNonNull(wrapped)));
  }

  @Test
  void another_process_notices_within_two_seconds() {
    there.of(agent, DAY);
    here.destroyAgent(agent);

    store.goOn(DestroyedWatch.EVERY);

    assertThat(there.find(agent, DAY)).isEmpty();
    refuses(there, DAY);
  }

  @Test
  void one_that_asked_for_nothing_for_an_hour_notices_too() {
    there.of(agent, DAY);
    here.destroyDays(agent, DAY);
    KeyStore.superuser()
        .update(
            """
            UPDATE sealing_keys.destroyed SET destroyed_at = now() - interval '1 hour'
            WHERE agent_id = ?\
            """,
            agent);

    store.goOn(Duration.ofHours(1));

    assertThat(there.find(agent, DAY)).isEmpty();
  }

  @Test
  void days_are_destroyed_up_to_one_also_those_that_had_no_key() {
    here.of(agent, DAY);
    var later = here.of(agent, DAY.plusDays(2));

    assertThat(here.destroyDays(agent, DAY.plusDays(1))).hasSize(1);

    assertThat(refuses(here, DAY).isOfAgent()).isFalse();
    assertThat(refuses(here, DAY.plusDays(1)).day()).isEqualTo(DAY.plusDays(1));
    assertThat(here.of(agent, DAY.plusDays(2))).isEqualTo(later);
    here.destroyDays(agent, DAY.minusDays(5));
    refuses(here, DAY.plusDays(1));
  }

  @Test
  void a_single_day_is_destroyed_and_those_around_it_stay() {
    var before = here.of(agent, DAY.minusDays(1));
    here.of(agent, DAY);
    var after = here.of(agent, DAY.plusDays(1));

    var fingerprint = here.destroyDay(agent, DAY);

    assertThat(fingerprint).get().asString().matches("[0-9a-f]{16}");
    refuses(here, DAY);
    assertThat(here.of(agent, DAY.minusDays(1))).isEqualTo(before);
    assertThat(here.of(agent, DAY.plusDays(1))).isEqualTo(after);
    assertThat(here.destroyDay(agent, DAY)).isEqualTo(fingerprint);
  }

  @Test
  void a_single_day_that_had_no_key_gets_none_after_it_was_destroyed() {
    assertThat(here.destroyDay(agent, DAY)).isEmpty();

    refuses(here, DAY);
    refuses(there, DAY);
  }

  @Test
  void another_process_notices_a_single_day_within_two_seconds() {
    there.of(agent, DAY);
    var kept = there.of(agent, DAY.plusDays(1));
    here.destroyDay(agent, DAY);

    store.goOn(DestroyedWatch.EVERY);

    assertThat(there.find(agent, DAY)).isEmpty();
    refuses(there, DAY);
    assertThat(there.find(agent, DAY.plusDays(1))).contains(kept);
  }

  @Test
  void the_key_that_lasts_goes_with_its_agent_s_alone() {
    var lasting = here.of(agent, DataKeys.LASTING);
    here.of(agent, DAY);
    here.destroyDays(agent, DAY);

    assertThat(here.find(agent, DataKeys.LASTING)).contains(lasting);
    assertThatThrownBy(() -> here.destroyDay(agent, DataKeys.LASTING))
        .isInstanceOf(IllegalArgumentException.class);
    here.destroyAgent(agent);
    assertThat(here.find(agent, DataKeys.LASTING)).isEmpty();
  }

  @Test
  void a_key_of_a_day_says_that_it_seals_what_tasks_said_alone() {
    here.of(agent, DAY);

    assertThat(
            KeyStore.superuser()
                .queryForObject(
                    "SELECT tasks_only FROM sealing_keys.of_days WHERE agent_id = ?",
                    Boolean.class,
                    agent))
        .isTrue();
  }

  @Test
  void an_agent_without_keys_gets_none_after_it_was_destroyed() {
    assertThat(here.destroyAgent(agent)).isEmpty();

    refuses(there, DAY);
  }

  @Test
  void a_key_that_is_made_while_it_is_destroyed_is_destroyed_in_the_end() throws Exception {
    for (var round = 0; round < 30; round++) {
      var of = UUID.randomUUID();
      List<Callable<Object>> all = new ArrayList<>();
      for (var i = 0; i < 6; i++) {
        var process = i % 2 == 0 ? here : there;
        var day = DAY.plusDays(i / 2);
        all.add(() -> made(process, of, day));
      }
      all.add(3, () -> here.destroyAgent(of));
      atOnce(all);

      assertThat(KeyStore.alive(of)).isZero();
      assertThat(here.find(of, DAY)).isEmpty();
      store.goOn(DestroyedWatch.EVERY);
      assertThat(there.find(of, DAY)).isEmpty();
      assertThat(made(there, of, DAY)).isEqualTo("destroyed");
    }
  }

  private static Object made(StoredDataKeys process, UUID agent, LocalDate day) {
    try {
      return process.of(agent, day);
    } catch (KeyDestroyedException e) {
      return "destroyed";
    }
  }

  @Test
  void a_row_in_another_agent_s_place_opens_nothing() {
    var other = UUID.randomUUID();
    here.of(agent, DAY);
    KeyStore.superuser()
        .update(
            """
            INSERT INTO sealing_keys.of_agents
            SELECT ?, wrapped, master_id, made_at FROM sealing_keys.of_agents WHERE agent_id = ?\
            """,
            other,
            agent);

    assertThatThrownBy(() -> here.of(other, DAY)).isInstanceOf(BrokenSealException.class);
  }

  /** It is this agent's fault, and nobody else waits until it passes. */
  @Test
  void what_is_stored_as_a_key_and_is_none_is_no_outage() throws Exception {
    here.of(agent, DAY);
    for (var table : List.of("of_days", "of_agents")) {
      KeyStore.superuser()
          .update(
              "UPDATE sealing_keys." + table + " SET wrapped = '\\x00' WHERE agent_id = ?", agent);
      try (var fresh = store.process(KeyStore.masters(1))) {
        assertThatThrownBy(() -> fresh.find(agent, DAY))
            .isInstanceOf(BrokenSealException.class)
            .satisfies(e -> assertThat(Outages.isOutage(e)).isFalse());
      }
    }
  }

  @Test
  void a_key_that_can_not_be_had_is_an_outage() throws Exception {
    here.of(agent, DAY);
    try (var other = store.process(KeyStore.masters(2))) {
      assertThatThrownBy(() -> other.find(agent, DAY))
          .isInstanceOf(KeysUnavailableException.class)
          .satisfies(e -> assertThat(Outages.isOutage(e)).isTrue());
    }
  }

  @Test
  void a_process_under_which_the_tables_were_filled_anew_asks_again() {
    here.of(agent, DAY);
    KeyStore.superuser()
        .execute(
            """
            SET session_replication_role = replica;
            DELETE FROM sealing_keys.of_days WHERE agent_id = '%1$s';
            DELETE FROM sealing_keys.of_agents WHERE agent_id = '%1$s'\
            """
                .formatted(agent));
    var next = DAY.plusDays(1);

    assertThatThrownBy(() -> here.of(agent, next)).isInstanceOf(KeysUnavailableException.class);
    assertThat(here.of(agent, next)).isEqualTo(there.of(agent, next));
  }

  @Test
  void without_a_master_key_nothing_is_made_and_what_is_there_is_not_taken_for_lost()
      throws Exception {
    here.of(agent, DAY);
    try (var off = store.process(KeyStore.none())) {
      assertThat(off.isOn()).isFalse();
      assertThat(here.isOn()).isTrue();
      assertThatThrownBy(() -> off.of(agent, DAY)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> off.find(agent, DAY))
          .isInstanceOf(KeysUnavailableException.class)
          .hasMessageContaining("not configured");
      assertThat(off.find(UUID.randomUUID(), DAY)).isEmpty();
    }
  }

  /** An erasure seals what it finds in the clear under no key that is kept: it must know it may. */
  @Test
  void without_a_master_key_what_is_destroyed_is_said_to_be() throws Exception {
    here.of(agent, DAY);
    here.destroyDay(agent, DAY);
    try (var off = store.process(KeyStore.none())) {
      assertThat(refuses(off, DAY).isOfAgent()).isFalse();
      assertThatThrownBy(() -> off.of(agent, DAY.plusDays(1)))
          .isInstanceOf(IllegalStateException.class);

      here.destroyAgent(agent);
      assertThat(refuses(off, DAY.plusDays(1)).isOfAgent()).isTrue();
    }
  }

  @Test
  void without_postgresql_no_key_is_given_out() throws Exception {
    var away =
        new DriverManagerDataSource(
            "jdbc:postgresql://127.0.0.1:1/none?connectTimeout=1", "a", "b");
    try (var process = store.process(away, KeyStore.masters(1))) {
      assertThatThrownBy(() -> process.find(agent, DAY))
          .isInstanceOf(KeysUnavailableException.class);
      assertThatThrownBy(() -> process.of(agent, DAY)).isInstanceOf(KeysUnavailableException.class);
    }
  }

  private KeyDestroyedException refuses(StoredDataKeys process, LocalDate day) {
    var refused = catchThrowableOfType(KeyDestroyedException.class, () -> process.of(agent, day));
    assertThat(refused).hasMessageContaining(agent.toString());
    assertThat(process.find(agent, day)).isEmpty();
    return refused;
  }

  private static <T> List<T> atOnce(List<Callable<T>> all) throws Exception {
    var gate = new CountDownLatch(1);
    List<Future<T>> running = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var one : all) {
        running.add(
            threads.submit(
                () -> {
                  gate.await();
                  return one.call();
                }));
      }
      gate.countDown();
      List<T> results = new ArrayList<>();
      for (var one : running) {
        results.add(one.get());
      }
      return results;
    }
  }
}
