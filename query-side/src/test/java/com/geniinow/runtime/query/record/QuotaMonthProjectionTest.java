package com.geniinow.runtime.query.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.quota.StorageEvent.StorageTaken;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.Happened;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A new month begins at 0, and what ends late counts in the month that it was reserved in. */
class QuotaMonthProjectionTest {
  private final RecordedAgent agent = RecordedAgent.provisioned();
  private final Happened happened = agent.happened();
  private final UUID task = agent.submitted();

  @BeforeEach
  void march() {
    agent.commit(happened.reserved(task, 300, "3", "2026-03"));
    agent.commit(happened.used(task, 1, 100, "1", "2026-03"));
    happened.jump(Instant.parse("2026-04-01T00:00:00Z"));
  }

  @Test
  void a_new_month_begins_with_nothing_used_and_nothing_reserved() {
    agent.commit(happened.opened("2026-04", "2026-03"));

    assertThat(agent.quota())
        .containsEntry("period", "2026-04")
        .containsEntry("monthly_tokens_used", "0")
        .containsEntry("monthly_tokens_reserved", "0")
        .containsEntry("monthly_cost_used_usd", "0")
        .containsEntry("monthly_cost_reserved_usd", "0")
        .containsEntry("monthly_token_limit", "1000000")
        .containsEntry("updated_at", happened.at().toString());
  }

  @Test
  void what_files_take_does_not_end_with_the_month() {
    var file = UUID.randomUUID();
    agent.commit(new StorageTaken(agent.id(), file, 12, 0, happened.at()));
    agent.commit(happened.opened("2026-04", "2026-03"));

    assertThat(agent.quota()).containsEntry("storage_used_bytes", "12");
  }

  @Test
  void an_attempt_of_the_old_month_that_ends_in_the_new_one_leaves_the_new_one_alone() {
    agent.commit(happened.opened("2026-04", "2026-03"));
    agent.commit(happened.reserved(task, 40, "0.4", "2026-04"));

    agent.commit(happened.used(task, 2, 200, "2", "2026-03"));

    assertThat(agent.quota())
        .containsEntry("monthly_tokens_used", "0")
        .containsEntry("monthly_tokens_reserved", "40")
        .containsEntry("monthly_cost_used_usd", "0")
        .containsEntry("monthly_cost_reserved_usd", "0.4");
    assertThat(usage(2)).containsEntry("period", "2026-03").containsEntry("tokens", "200");
    assertThat(RecordedAgent.task(task)).containsEntry("tokens_used", "300");
  }

  @Test
  void a_hold_of_the_old_month_that_is_released_in_the_new_one_is_not_given_back_there() {
    agent.commit(happened.opened("2026-04", "2026-03"));
    agent.commit(happened.released(task, 200, "2", "2026-03"));

    assertThat(agent.quota()).containsEntry("monthly_tokens_reserved", "0");
  }

  @Test
  void the_new_month_and_the_late_end_may_stand_in_one_commit() {
    agent.commit(
        happened.opened("2026-04", "2026-03"),
        happened.reserved(task, 40, "0.4", "2026-04"),
        happened.used(task, 2, 200, "2", "2026-03"),
        happened.used(task, 3, 40, "0.4", "2026-04"));

    assertThat(agent.quota())
        .containsEntry("monthly_tokens_used", "40")
        .containsEntry("monthly_tokens_reserved", "0");
  }

  private Map<String, String> usage(int attempt) {
    return Database.rows("agent_quota_usage", "task_id", task).stream()
        .filter(row -> row.get("attempt").equals(Integer.toString(attempt)))
        .findFirst()
        .orElseThrow();
  }
}
