package com.geniinow.runtime.query.view.call;

import static com.geniinow.runtime.query.testing.Callers.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.quota.CallHold;
import com.geniinow.runtime.events.quota.ModelCall;
import com.geniinow.runtime.events.quota.QuotaEvent;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageReserved;
import com.geniinow.runtime.query.testing.Callers;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.Happened;
import com.geniinow.runtime.query.testing.Pages;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Model calls: their rows, and what they do to the figures of their agent and their task. */
class CallControllerTest {
  private static final Instant AT = Instant.parse("2026-03-10T12:00:00Z");

  private final CallController calls = new CallController(Database.reads());
  private final RecordedAgent agent = RecordedAgent.provisioned();
  private final UUID task = agent.submitted();

  @Test
  void a_call_of_no_task_is_listed_with_all_that_is_known_of_it() {
    var call = UUID.randomUUID();
    held(call, call, QuotaEvent.CALL, 100, false);
    ended(call, call, QuotaEvent.CALL, 40, 0);

    var view = list(null, null).getFirst();
    assertThat(view.callId()).isEqualTo(call);
    assertThat(view.taskId()).isNull();
    assertThat(view.attempt()).isNull();
    assertThat(view.operation()).isEqualTo("chat");
    assertThat(view.provider()).isEqualTo("openai");
    assertThat(view.status()).isEqualTo("ok");
    assertThat(view.latencyMs()).isEqualTo(1234);
    assertThat(view.requestSha256()).isEqualTo("0a".repeat(32));
    assertThat(view.responseSha256()).isNull();
    assertThat(view.costUsd()).isEqualByComparingTo("0.04");
    assertThat(used()).isEqualTo(List.of(40L, 0L));
  }

  @Test
  void calls_of_a_task_are_found_by_it_and_counted_in_it() {
    var own = UUID.randomUUID();
    var ofTask = UUID.randomUUID();
    held(own, own, QuotaEvent.CALL, 100, false);
    ended(own, own, QuotaEvent.CALL, 40, 0);
    reserved(300);
    held(ofTask, task, 1, 200, true);
    assertThat(used()).isEqualTo(List.of(40L, 300L));
    ended(ofTask, task, 1, 150, 50);

    assertThat(used()).isEqualTo(List.of(190L, 150L));
    assertThat(list(task, null)).extracting(CallView::callId).containsExactly(ofTask);
    assertThat(list(null, "gpt")).hasSize(2);
    assertThat(list(null, "other")).isEmpty();
    assertThat(usedByTask()).isEqualTo(150);
  }

  @Test
  void others_see_none() {
    Pages.assertNotFound(
        () -> calls.list(agent.id(), null, null, null, null, Pages.FIRST, Callers.agent(task)));
  }

  private List<CallView> list(@Nullable UUID ofTask, @Nullable String model) {
    return calls.list(agent.id(), ofTask, null, null, model, Pages.FIRST, ADMIN).items();
  }

  private List<Long> used() {
    return Database.reads()
        .as(
            ADMIN,
            jdbc ->
                jdbc.sql(
                        """
                        SELECT monthly_tokens_used, monthly_tokens_reserved FROM agent_quotas
                        WHERE agent_id = ?""")
                    .param(agent.id())
                    .query((row, n) -> List.of(row.getLong(1), row.getLong(2)))
                    .single());
  }

  private long usedByTask() {
    return Database.reads()
        .as(
            ADMIN,
            jdbc ->
                jdbc.sql("SELECT tokens_used FROM agent_tasks WHERE task_id = ?")
                    .param(task)
                    .query(Long.class)
                    .single());
  }

  private void reserved(long tokens) {
    agent.commit(
        new UsageReserved(
            agent.id(), task, 1, tokens, BigDecimal.ZERO, Happened.MONTH, AT, null, null));
  }

  private void held(UUID call, UUID of, int attempt, long tokens, boolean ofTask) {
    agent.commit(
        new UsageReserved(
            agent.id(),
            of,
            attempt,
            tokens,
            BigDecimal.ZERO,
            Happened.MONTH,
            AT,
            1,
            "gpt",
            new CallHold(call, "gpt", "chat", ofTask, ofTask)));
  }

  private void ended(UUID call, UUID of, int attempt, long tokens, long returned) {
    agent.commit(
        new UsageRecorded(
            agent.id(),
            of,
            attempt,
            "gpt",
            tokens,
            0,
            tokens,
            new BigDecimal("0.04"),
            tokens + (returned == 0 ? 60 : returned),
            BigDecimal.ZERO,
            Happened.MONTH,
            false,
            AT,
            0,
            0,
            0,
            1,
            false,
            AT,
            new ModelCall(
                call,
                true,
                "chat",
                "openai",
                "ok",
                1234,
                "0a".repeat(32),
                null,
                returned,
                BigDecimal.ZERO)));
  }
}
