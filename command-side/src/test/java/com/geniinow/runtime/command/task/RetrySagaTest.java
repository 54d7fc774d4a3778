package com.geniinow.runtime.command.task;

import static com.geniinow.runtime.command.testing.Story.AGENT;
import static com.geniinow.runtime.command.testing.Story.NOON;
import static com.geniinow.runtime.command.testing.Story.task;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.AgentPermits;
import com.geniinow.runtime.command.line.CommandWatch;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.line.RollbackMonitor;
import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.task.TaskEvent.TaskAttemptFailed;
import com.geniinow.runtime.events.task.TaskEvent.TaskCancelled;
import com.geniinow.runtime.events.task.TaskEvent.TaskCompleted;
import com.geniinow.runtime.events.task.TaskEvent.TaskDeadLettered;
import com.geniinow.runtime.platform.sealing.NoDataKeys;
import com.geniinow.runtime.platform.trace.Traces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.axonframework.commandhandling.gateway.DefaultCommandGateway;
import org.axonframework.test.saga.SagaTestFixture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetrySagaTest {
  private static final UUID TASK = task(1);

  private final SagaTestFixture<RetrySaga> fixture = new SagaTestFixture<>(RetrySaga.class);
  private final List<Integer> queued = new ArrayList<>();

  @BeforeEach
  void setUp() {
    var gateway = DefaultCommandGateway.builder().commandBus(fixture.getCommandBus()).build();
    fixture.registerResource(
        new AgentLine(
            gateway,
            new AgentPermits(Duration.ofSeconds(1)),
            new RollbackMonitor(new SimpleMeterRegistry()),
            new CommandWatch(new SimpleMeterRegistry(), Traces.off()),
            new NoDataKeys()));
    fixture.registerResource(new Now(new MovingClock()));
    FastPath noting = (agent, task, attempt) -> queued.add(attempt);
    fixture.registerResource(noting);
    fixture.givenCurrentTime(NOON);
  }

  @Test
  void a_task_that_succeeds_at_once_has_no_saga() {
    fixture
        .givenNoPriorActivity()
        .whenPublishingA(new TaskCompleted(AGENT, TASK, 1, new Json("1"), NOON))
        .expectActiveSagas(0)
        .expectNoDispatchedCommands();
  }

  @Test
  void a_failed_attempt_is_queued_again_when_its_time_has_come_and_not_before() {
    fixture
        .givenAPublished(failed(1, NOON.plusSeconds(1)))
        .whenTimeElapses(Duration.ofMillis(999))
        .expectNoDispatchedCommands()
        .expectActiveSagas(1);
    setUpAnew()
        .givenAPublished(failed(1, NOON.plusSeconds(1)))
        .whenTimeElapses(Duration.ofSeconds(1))
        .expectDispatchedCommands(new RequeueTask(AGENT, TASK, 2, NOON.plusSeconds(1)))
        .expectActiveSagas(1);
  }

  @Test
  void a_retry_that_is_overdue_already_is_queued_at_once() {
    fixture
        .givenAPublished(failed(1, NOON.minusSeconds(5)))
        .whenTimeElapses(Duration.ZERO)
        .expectDispatchedCommands(new RequeueTask(AGENT, TASK, 2, NOON));
    assertThat(queued).as("queued without waiting for the processor").containsExactly(2);
  }

  @Test
  void each_failure_has_its_own_time() throws Exception {
    fixture
        .givenAPublished(failed(1, NOON.plusSeconds(1)))
        .andThenTimeElapses(Duration.ofSeconds(2))
        .andThenAPublished(failed(2, NOON.plusSeconds(6)))
        .whenTimeElapses(Duration.ofSeconds(4))
        .expectDispatchedCommands(new RequeueTask(AGENT, TASK, 3, NOON.plusSeconds(6)))
        .expectActiveSagas(1);
  }

  @Test
  void a_task_whose_retries_are_used_up_is_given_up() {
    fixture
        .givenAPublished(failed(3, NOON.minusSeconds(20)))
        .whenPublishingA(failed(4, null))
        .expectDispatchedCommands(
            new DeadLetterTask(AGENT, TASK, 4, "boom", "retries_exhausted", NOON));
  }

  @Test
  void a_task_that_cannot_succeed_is_given_up_at_once() {
    fixture
        .givenNoPriorActivity()
        .whenPublishingA(new TaskAttemptFailed(AGENT, TASK, 1, "boom", false, null, NOON))
        .expectDispatchedCommands(
            new DeadLetterTask(AGENT, TASK, 1, "boom", "not_retryable", NOON));
  }

  @Test
  void completion_ends_it() throws Exception {
    fixture
        .givenAPublished(failed(1, NOON.plusSeconds(1)))
        .andThenTimeElapses(Duration.ofSeconds(1))
        .whenPublishingA(new TaskCompleted(AGENT, TASK, 2, new Json("1"), NOON.plusSeconds(2)))
        .expectActiveSagas(0)
        .expectNoScheduledDeadlines();
  }

  @Test
  void cancellation_ends_it_and_what_it_waits_for() {
    fixture
        .givenAPublished(failed(1, NOON.plusSeconds(1)))
        .whenPublishingA(new TaskCancelled(AGENT, TASK, "cancelled", "somebody", NOON))
        .expectActiveSagas(0)
        .expectNoScheduledDeadlines()
        .expectNoDispatchedCommands();
  }

  @Test
  void a_retry_that_the_quota_refused_is_not_waited_for() {
    fixture
        .givenAPublished(failed(1, NOON.plusSeconds(1)))
        .whenPublishingA(new TaskDeadLettered(AGENT, TASK, 1, "boom", "quota_exceeded", NOON))
        .expectActiveSagas(0)
        .expectNoScheduledDeadlines();
  }

  @Test
  void another_task_is_another_saga() {
    fixture
        .givenAPublished(failed(1, NOON.plusSeconds(1)))
        .whenPublishingA(
            new TaskAttemptFailed(AGENT, task(2), 1, "boom", true, NOON.plusSeconds(1), NOON))
        .expectActiveSagas(2);
  }

  private SagaTestFixture<RetrySaga> setUpAnew() {
    var anew = new RetrySagaTest();
    anew.setUp();
    return anew.fixture;
  }

  private static TaskAttemptFailed failed(int attempt, @Nullable Instant next) {
    return new TaskAttemptFailed(AGENT, TASK, attempt, "boom", true, next, NOON);
  }

  /** The fixture's time. */
  private final class MovingClock extends Clock {
    @Override
    public Instant instant() {
      return fixture.currentTime();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
