package com.geniinow.runtime.command.agent;

import static com.geniinow.runtime.command.testing.Story.AGENT;
import static com.geniinow.runtime.command.testing.Story.NOON;
import static com.geniinow.runtime.command.testing.Story.failed;
import static com.geniinow.runtime.command.testing.Story.opened;
import static com.geniinow.runtime.command.testing.Story.provisioned;
import static com.geniinow.runtime.command.testing.Story.recorded;
import static com.geniinow.runtime.command.testing.Story.reserved;
import static com.geniinow.runtime.command.testing.Story.started;
import static com.geniinow.runtime.command.testing.Story.submitted;
import static com.geniinow.runtime.command.testing.Story.task;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.quota.Quota;
import com.geniinow.runtime.command.store.EventJson;
import com.geniinow.runtime.command.testing.AggregateScene;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.agent.AgentEvent.AgentChanged;
import com.geniinow.runtime.events.agent.AgentEvent.AgentErased;
import com.geniinow.runtime.events.agent.AgentEvent.ErasureStarted;
import com.geniinow.runtime.events.agent.AgentEvent.TokensRevoked;
import com.geniinow.runtime.events.agent.ErasedCounts;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaChanged;
import com.geniinow.runtime.events.quota.QuotaLimits;
import com.geniinow.runtime.events.quota.StorageEvent.StorageReserved;
import com.geniinow.runtime.events.quota.StorageEvent.StorageTaken;
import com.geniinow.runtime.events.schedule.CatchUp;
import com.geniinow.runtime.events.schedule.Overlap;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleCreated;
import com.geniinow.runtime.events.task.TaskApproval;
import com.geniinow.runtime.events.task.TaskEvent.TaskSubmitted;
import com.geniinow.runtime.events.task.TaskPlan;
import com.geniinow.runtime.events.task.TaskRetry;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A snapshot holds all of an aggregate's state and nothing else. */
class AggregateSnapshotTest {
  @Test
  void an_agent_comes_back_from_its_snapshot_as_it_was() {
    new AggregateScene<>(Agent.class, AGENT)
        .given(
            provisioned(),
            new TokensRevoked(AGENT, NOON, "leaked", "admin", NOON),
            new AgentChanged(AGENT, "Ada", new Json("{\"approval_over_usd\": 0.5}"), "admin", NOON),
            planned(task(4), new TaskPlan(1, NOON, NOON, null, null)),
            planned(
                task(5),
                new TaskPlan(5, null, NOON, new TaskRetry(1, 2, 3), new TaskApproval(NOON, "ada"))),
            submitted(task(1)),
            submitted(task(2)),
            submitted(task(3)),
            started(task(2), 1),
            started(task(3), 1),
            failed(task(3), 1, NOON),
            new ScheduleCreated(
                AGENT,
                task(6),
                "0 8 * * *",
                "Europe/Berlin",
                Json.EMPTY,
                Overlap.QUEUE,
                CatchUp.LAST,
                NOON,
                "ada",
                NOON),
            new ErasureStarted(
                AGENT,
                task(7),
                "asked for",
                new ErasedCounts(1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
                "ada",
                NOON),
            new AgentErased(AGENT, task(7), List.of("0123456789abcdef"), NOON))
        .when(agent -> assertSame(agent, snapshot(agent)))
        .expectSuccessfulHandlerExecution();
  }

  @Test
  void a_quota_comes_back_from_its_snapshot_as_it_was() {
    var hold = reserved(task(1), 1, 100, "0.1");

    new AggregateScene<>(Quota.class, Ids.quotaOf(AGENT))
        .given(
            opened(1000, "50", OveragePolicy.ALERT_ONLY),
            new QuotaChanged(
                AGENT,
                new QuotaLimits(1000, Usd.of("50"), 200, null, null, Usd.of("9")),
                OveragePolicy.ALERT_ONLY,
                "ann",
                NOON),
            hold,
            reserved(task(2), 3, 7, "0.0000000001"),
            recorded(hold, 40, "0.04", NOON),
            new StorageReserved(AGENT, task(1), 100, NOON, NOON),
            new StorageReserved(AGENT, task(2), 7, NOON, NOON),
            new StorageTaken(AGENT, task(1), 60, 100, NOON))
        .when(quota -> assertSame(quota, snapshot(quota)))
        .expectSuccessfulHandlerExecution();
  }

  private static TaskSubmitted planned(UUID task, TaskPlan plan) {
    return new TaskSubmitted(
        AGENT,
        task,
        "simulate",
        Json.EMPTY,
        "gpt-4o",
        100,
        Usd.of("0.001"),
        null,
        NOON,
        null,
        null,
        null,
        plan);
  }

  private static <T> T snapshot(T aggregate) {
    var serializer = EventJson.serializer();
    return serializer.deserialize(serializer.serialize(aggregate, String.class));
  }

  private static void assertSame(Object original, Object copy) {
    assertThat(fields(copy)).isEqualTo(fields(original)).doesNotContainValue("null");
  }

  private static Map<String, String> fields(Object aggregate) {
    return Stream.of(aggregate.getClass().getDeclaredFields())
        .filter(field -> !java.lang.reflect.Modifier.isStatic(field.getModifiers()))
        .collect(
            Collectors.toMap(
                field -> field.getName(),
                field -> {
                  try {
                    field.setAccessible(true);
                    return String.valueOf(field.get(aggregate));
                  } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(e);
                  }
                }));
  }
}
