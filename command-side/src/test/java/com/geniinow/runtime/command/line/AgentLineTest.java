package com.geniinow.runtime.command.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.platform.sealing.DataKeys;
import com.geniinow.runtime.platform.sealing.KeyDestroyedException;
import com.geniinow.runtime.platform.trace.LoggedException;
import com.geniinow.runtime.platform.trace.Traces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import javax.crypto.SecretKey;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.commandhandling.gateway.DefaultCommandGateway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

/** What the line does about keys, before a command and after it. */
class AgentLineTest {
  private static final UUID AGENT = new UUID(0, 7);
  private static final UUID ENTITY = new UUID(0, 8);
  private static final Instant NOON = Instant.parse("2026-03-15T12:00:00Z");
  private static final LocalDate DAY = LocalDate.of(2026, 3, 15);

  private final List<String> did = new ArrayList<>();
  private final SimpleCommandBus bus = SimpleCommandBus.builder().build();
  private Callable<Object> handler = () -> "done";
  private boolean away;

  private final AgentLine line =
      new AgentLine(
          DefaultCommandGateway.builder().commandBus(bus).build(),
          new AgentPermits(Duration.ofSeconds(1)),
          new RollbackMonitor(new SimpleMeterRegistry()),
          new CommandWatch(new SimpleMeterRegistry(), Traces.off()),
          new Noted());

  private record Change(UUID agentId, @Nullable UUID newEntityId, Instant at)
      implements AgentCommand<String> {}

  /** Keys that say what was asked of them. */
  private final class Noted implements DataKeys {
    @Override
    public void prepare(UUID agent, boolean isNew) {
      did.add((isNew ? "new key of " : "key of ") + agent);
      if (away) {
        throw new DataAccessResourceFailureException("keys are away");
      }
    }

    @Override
    public SecretKey of(UUID agent, LocalDate day) {
      throw new AssertionError();
    }

    @Override
    public Optional<SecretKey> find(UUID agent, LocalDate day) {
      throw new AssertionError();
    }

    @Override
    public List<String> destroyAgent(UUID agent) {
      throw new AssertionError();
    }

    @Override
    public Optional<String> destroyDay(UUID agent, LocalDate day) {
      throw new AssertionError();
    }

    @Override
    public boolean isOn() {
      return true;
    }
  }

  AgentLineTest() {
    bus.subscribe(
        Change.class.getName(),
        message -> {
          did.add("command");
          return handler.call();
        });
  }

  @Test
  void a_command_begins_once_its_agent_s_key_is_at_hand() {
    assertThat(line.send(new Change(AGENT, null, NOON))).isEqualTo("done");
    assertThat(line.send(new Change(AGENT, ENTITY, NOON))).isEqualTo("done");

    assertThat(did).containsExactly("key of " + AGENT, "command", "new key of " + AGENT, "command");
  }

  /** No transaction waits for it, nor does anybody else. */
  @Test
  void without_its_key_no_command_is_begun() {
    away = true;

    assertThatThrownBy(() -> line.send(new Change(AGENT, null, NOON)))
        .isInstanceOf(DataAccessResourceFailureException.class);

    assertThat(did).containsExactly("key of " + AGENT);
  }

  @Test
  void a_brake_and_a_budget_wait_for_no_key() {
    away = true;

    line.send(new Change(Ids.PLATFORM, Ids.PLATFORM, NOON));
    line.send(new Change(Ids.budgetOf(ENTITY), ENTITY, NOON));

    assertThat(did).containsExactly("command", "command");
  }

  @Test
  void a_command_that_finds_its_keys_destroyed_is_refused_with_what_is_erased() {
    assertThat(refused(true).sentence()).isEqualTo("Agent " + AGENT + " is erased.");
    assertThat(refused(false).sentence())
        .isEqualTo("What agent " + AGENT + " did on 2026-03-15 is erased.");
  }

  private Refusal refused(boolean ofAgent) {
    handler =
        () -> {
          throw new KeyDestroyedException(AGENT, DAY, ofAgent);
        };
    var refused =
        catchThrowableOfType(
            RefusedException.class, () -> line.send(new Change(AGENT, null, NOON)));
    assertThat(refused.refusal()).isInstanceOf(Refusal.WrongState.class);
    return refused.refusal();
  }

  @Test
  void any_other_failure_is_logged_and_no_refusal() {
    handler =
        () -> {
          throw new IllegalStateException("a bug");
        };

    assertThatThrownBy(() -> line.send(new Change(AGENT, null, NOON)))
        .isInstanceOf(LoggedException.class);
  }
}
