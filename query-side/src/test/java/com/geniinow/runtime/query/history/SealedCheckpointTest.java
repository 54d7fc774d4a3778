package com.geniinow.runtime.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.platform.sealing.DataKeys;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.Happened;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Checkpoints of the past hold rows as they were, names and all: sealed where there are keys. */
class SealedCheckpointTest {
  private final Keys keys = new Keys();
  private final PastScene scene = new PastScene(keys);
  private final RecordedAgent agent = RecordedAgent.provisioned();

  @Test
  void one_is_sealed_answers_the_same_and_without_its_key_is_as_good_as_none() {
    idle(agent.submitted(), 1_100);
    scene.store.store(agent, 0);
    var first = scene.past.asOf(agent.id(), null);
    var name = first.agent().name();

    assertThat(kept()).startsWith("{\"c\":\"").doesNotContain(name);
    assertThat(scene.past.asOf(agent.id(), null)).isEqualTo(first);
    assertThat(scene.checkpoints.all(agent.id())).hasSize(1);
    assertThat(differing()).isZero();

    keys.ofDays.clear();
    assertThat(scene.checkpoints.all(agent.id())).isEmpty();
    assertThat(scene.past.asOf(agent.id(), null)).isEqualTo(first);
    assertThat(differing()).isZero();
  }

  @Test
  void one_whose_key_goes_between_two_looks_is_as_good_as_none_too() {
    idle(agent.submitted(), 1_100);
    scene.store.store(agent, 0);
    var first = scene.past.asOf(agent.id(), null);

    keys.goAfterALook();
    assertThat(scene.past.asOf(agent.id(), null)).isEqualTo(first);
    keys.goAfterALook();
    assertThat(differing()).isZero();
  }

  @Test
  void of_a_day_that_is_erased_those_go_that_hold_what_was_said_on_it() {
    var day = LocalDate.ofInstant(Happened.START, ZoneOffset.UTC);
    idle(agent.submitted(), 1_100);
    scene.store.store(agent, 0);
    scene.past.asOf(agent.id(), null);

    scene.checkpoints.forgetDay(agent.id(), day.plusDays(1));
    scene.checkpoints.forgetDay(agent.id(), day.minusDays(1));
    assertThat(scene.checkpoints.all(agent.id())).hasSize(1);

    scene.checkpoints.forgetDay(agent.id(), day);
    assertThat(scene.checkpoints.all(agent.id())).isEmpty();
  }

  /** As where a master key is configured as an old one alone. */
  @Test
  void while_nothing_is_sealed_none_is_kept_of_an_agent_that_has_keys() {
    idle(agent.submitted(), 1_100);
    scene.store.store(agent, 0);
    keys.on = false;
    Database.superuser()
        .update(
            """
            INSERT INTO sealing_keys.of_agents (agent_id, wrapped, master_id, made_at)
            VALUES (?, '\\x00', 'a test''s', now())\
            """,
            agent.id());
    try {
      var answer = scene.past.asOf(agent.id(), null);
      assertThat(scene.checkpoints.all(agent.id())).isEmpty();

      keys.on = true;
      assertThat(scene.past.asOf(agent.id(), null)).isEqualTo(answer);
      assertThat(kept()).startsWith("{\"c\":\"");
    } finally {
      Database.asForger(
          jdbc -> jdbc.update("DELETE FROM sealing_keys.of_agents WHERE agent_id = ?", agent.id()));
    }
  }

  private void idle(UUID task, int count) {
    agent.commit(
        Stream.generate(() -> agent.happened().started(task, 1))
            .limit(count)
            .toArray(RuntimeEvent[]::new));
  }

  private String kept() {
    return String.valueOf(
        Database.superuser()
            .queryForObject(
                "SELECT state FROM audit_checkpoints WHERE agent_id = ?",
                String.class,
                agent.id()));
  }

  private long differing() {
    return new AsOfProof(scene.store.reader(), scene.checkpoints, scene.jdbc)
        .verify(null, () -> {}).differing().stream()
            .filter(row -> row.agentId().equals(agent.id()))
            .count();
  }

  /** Whoever has no keys can't read it. */
  @AfterEach
  void forget() {
    Database.superuser().update("DELETE FROM audit_checkpoints WHERE agent_id = ?", agent.id());
  }

  private static final class Keys implements DataKeys {
    private final Map<LocalDate, SecretKey> ofDays = new ConcurrentHashMap<>();
    private int looks = -1;
    private boolean on = true;

    /** The next look finds a key yet. */
    void goAfterALook() {
      looks = 1;
    }

    @Override
    public SecretKey of(UUID agent, LocalDate day) {
      return ofDays.computeIfAbsent(day, each -> new SecretKeySpec(new byte[32], "AES"));
    }

    @Override
    public Optional<SecretKey> find(UUID agent, LocalDate day) {
      if (looks-- == 0) {
        ofDays.clear();
      }
      return Optional.ofNullable(ofDays.get(day));
    }

    @Override
    public List<String> destroyAgent(UUID agent) {
      ofDays.clear();
      return List.of();
    }

    @Override
    public Optional<String> destroyDay(UUID agent, LocalDate day) {
      ofDays.remove(day);
      return Optional.empty();
    }

    @Override
    public boolean isOn() {
      return on;
    }
  }
}
