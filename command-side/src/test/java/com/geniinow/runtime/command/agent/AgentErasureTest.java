package com.geniinow.runtime.command.agent;

import static com.geniinow.runtime.command.testing.Story.AGENT;
import static com.geniinow.runtime.command.testing.Story.NOON;
import static com.geniinow.runtime.command.testing.Story.provisioned;
import static com.geniinow.runtime.command.testing.Story.task;

import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.command.testing.AggregateScene;
import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.agent.AgentEvent.AgentErased;
import com.geniinow.runtime.events.agent.AgentEvent.AgentExported;
import com.geniinow.runtime.events.agent.AgentEvent.AgentTerminated;
import com.geniinow.runtime.events.agent.AgentEvent.DayErased;
import com.geniinow.runtime.events.agent.AgentEvent.DayTextErased;
import com.geniinow.runtime.events.agent.AgentEvent.ErasureStarted;
import com.geniinow.runtime.events.agent.AgentEvent.TextErased;
import com.geniinow.runtime.events.agent.AgentEvent.TokensRevoked;
import com.geniinow.runtime.events.agent.AgentStatus;
import com.geniinow.runtime.events.agent.ErasedCounts;
import com.geniinow.runtime.events.agent.ErasedText;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When an agent is erased, and how often. */
class AgentErasureTest {
  private static final ErasedCounts FOUND = new ErasedCounts(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  private static final AgentTerminated END = new AgentTerminated(AGENT, "sold", "admin", NOON);
  private static final ErasureStarted STARTED =
      new ErasureStarted(AGENT, task(1), "asked for", FOUND, "admin", NOON);
  private static final AgentErased ERASED =
      new AgentErased(AGENT, task(1), List.of("0123456789abcdef"), NOON);

  private final AggregateScene<Agent> scene = new AggregateScene<>(Agent.class, AGENT);

  @Test
  void a_terminated_agent_is_erased() {
    scene
        .given(provisioned(), END)
        .when(agent -> agent.startErasure(task(1), "asked for", FOUND, "admin", NOON))
        .expectEvents(STARTED);
  }

  @Test
  void one_that_comes_back_at_work_ends_without_a_word() {
    scene
        .given(provisioned())
        .when(agent -> agent.terminate(null, "runtime", NOON))
        .expectEvents(new AgentTerminated(AGENT, null, "runtime", NOON));
  }

  @Test
  void one_that_is_not_terminated_is_not() {
    scene
        .given(provisioned())
        .when(agent -> agent.startErasure(task(1), "asked for", FOUND, "admin", NOON))
        .expectException(RefusedException.class)
        .expectExceptionMessage(
            new Refusal.AgentNotTerminated(AGENT, AgentStatus.ACTIVE).sentence())
        .expectNoEvents();
  }

  @Test
  void it_is_erased_once() {
    scene
        .given(provisioned(), END, STARTED)
        .when(agent -> agent.startErasure(task(2), "again", FOUND, "admin", NOON))
        .expectException(RefusedException.class)
        .expectNoEvents();
  }

  @Test
  void an_erasure_ends_once() {
    scene
        .given(provisioned(), END, STARTED)
        .when(agent -> agent.finishErasure(List.of("0123456789abcdef"), NOON))
        .expectEvents(ERASED);
    new AggregateScene<>(Agent.class, AGENT)
        .given(provisioned(), END, STARTED, ERASED)
        .when(agent -> agent.finishErasure(List.of("0123456789abcdef"), NOON))
        .expectNoEvents();
  }

  @Test
  void a_day_is_erased_once_it_is_over_for_more_days_than_it_is_kept() {
    var day = LocalDate.ofInstant(NOON, ZoneOffset.UTC).minusDays(11);
    scene
        .given(provisioned())
        .when(agent -> agent.eraseDay(day, 10, 2, NOON))
        .expectEvents(new DayErased(AGENT, day.toString(), 10, 2, NOON));
    new AggregateScene<>(Agent.class, AGENT)
        .given(provisioned())
        .when(agent -> agent.eraseDay(day, 11, 2, NOON))
        .expectException(IllegalStateException.class)
        .expectNoEvents();
  }

  @Test
  void a_day_s_rows_are_emptied_once_it_is_over_for_more_days_than_it_is_kept() {
    var day = LocalDate.ofInstant(NOON, ZoneOffset.UTC).minusDays(11);
    scene
        .given(provisioned())
        .when(agent -> agent.eraseDayText(day, 10, ErasedText.TASKS, List.of(task(3)), NOON))
        .expectEvents(
            new DayTextErased(AGENT, day.toString(), ErasedText.TASKS, List.of(task(3)), NOON));
    new AggregateScene<>(Agent.class, AGENT)
        .given(provisioned())
        .when(agent -> agent.eraseDayText(day, 11, ErasedText.TASKS, List.of(task(3)), NOON))
        .expectException(IllegalStateException.class)
        .expectNoEvents();
    new AggregateScene<>(Agent.class, AGENT)
        .given(provisioned(), END, STARTED)
        .when(agent -> agent.eraseDayText(day, 10, ErasedText.TASKS, List.of(task(3)), NOON))
        .expectException(RefusedException.class)
        .expectNoEvents();
  }

  @Test
  void of_an_erased_agent_no_day_is_erased() {
    var day = LocalDate.ofInstant(NOON, ZoneOffset.UTC).minusDays(11);
    scene
        .given(provisioned(), END, STARTED)
        .when(agent -> agent.eraseDay(day, 10, 2, NOON))
        .expectException(RefusedException.class)
        .expectNoEvents();
  }

  @Test
  void who_is_given_all_there_is_of_an_agent_is_noted_whatever_its_status() {
    var noted = new AgentExported(AGENT, task(3), 70, 2, "ada", NOON);
    scene
        .given(provisioned())
        .when(agent -> agent.noteExport(task(3), 70, 2, "ada", NOON))
        .expectEvents(noted);
    new AggregateScene<>(Agent.class, AGENT)
        .given(provisioned(), END, STARTED, ERASED)
        .when(agent -> agent.noteExport(task(3), 70, 2, "ada", NOON))
        .expectEvents(noted);
  }

  @Test
  void of_an_erased_agent_no_text_is_kept_any_more() {
    scene
        .given(provisioned(), END, STARTED)
        .when(agent -> agent.change("Ada", Json.EMPTY, "admin", NOON))
        .expectException(RefusedException.class);
  }

  @Test
  void its_tokens_are_voided_without_a_word() {
    scene
        .given(provisioned(), END, STARTED, ERASED)
        .when(agent -> agent.revokeTokens(NOON, "lost", "admin", NOON))
        .expectEvents(new TokensRevoked(AGENT, NOON, null, "admin", NOON));
  }

  @Test
  void rows_are_emptied_while_its_erasure_is_under_way() {
    scene
        .given(provisioned(), END, STARTED)
        .when(agent -> agent.eraseText(ErasedText.TASKS, List.of(task(3)), NOON))
        .expectEvents(new TextErased(AGENT, task(1), ErasedText.TASKS, List.of(task(3)), NOON));
  }

  @Test
  void neither_before_nor_after_it_are_rows_emptied() {
    scene
        .given(provisioned(), END)
        .when(agent -> agent.eraseText(ErasedText.TASKS, List.of(task(3)), NOON))
        .expectException(IllegalStateException.class);
    new AggregateScene<>(Agent.class, AGENT)
        .given(provisioned(), END, STARTED, ERASED)
        .when(agent -> agent.eraseText(ErasedText.TASKS, List.of(task(3)), NOON))
        .expectException(IllegalStateException.class);
  }
}
