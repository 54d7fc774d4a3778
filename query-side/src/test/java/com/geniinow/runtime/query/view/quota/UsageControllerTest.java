package com.geniinow.runtime.query.view.quota;

import static com.geniinow.runtime.query.testing.Callers.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import com.geniinow.runtime.platform.web.Page;
import com.geniinow.runtime.query.testing.Callers;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.Pages;
import com.geniinow.runtime.query.testing.RecordedAgent;
import com.geniinow.runtime.query.view.quota.UsageController.ModelTotal;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What was used, attempt by attempt, and what it comes to. */
class UsageControllerTest {
  private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

  private final UsageController usage = new UsageController(Database.reads());
  private final RecordedAgent agent = RecordedAgent.provisioned();
  private final UUID task = agent.submitted();

  @Test
  void attempts_are_listed_oldest_first_whatever_the_size_of_the_pages() {
    for (var attempt = 5; attempt >= 1; attempt--) {
      use(attempt, "gpt", 10, "0.1", NOON.minusSeconds(attempt));
    }

    var listed = list(null, null).items();
    assertThat(listed).extracting(UsageView::attempt).containsExactly(5, 4, 3, 2, 1);
    Pages.assertIs(
        listed,
        page -> {
          var rows = usage.list(agent.id(), null, null, null, page, ADMIN);
          assertThat(rows.totals()).isEqualTo(list(null, null).totals());
          return new Page<>(rows.items(), rows.nextCursor());
        });
  }

  @Test
  void totals_are_per_model_and_what_had_no_model_comes_last() {
    use(1, "b", 10, "0.1", NOON);
    use(2, null, 5, "0", NOON);
    use(3, "a", 20, "0.20", NOON);
    use(4, "b", 1, "0.9", NOON);

    assertThat(list(null, null).totals())
        .containsExactly(
            new ModelTotal("a", 1, 20, 6, 4, 0, new BigDecimal("0.2"), 3),
            new ModelTotal("b", 2, 11, 3, 2, 0, BigDecimal.ONE, null),
            new ModelTotal(null, 1, 5, 1, 1, 0, BigDecimal.ZERO, 2));
  }

  @Test
  void of_one_model_its_attempts_alone_are_listed_and_summed() {
    use(1, "a", 10, "0.1", NOON);
    use(2, null, 5, "0", NOON);
    use(3, "a/b c", 20, "0.20", NOON);
    use(4, "a", 1, "0.9", NOON.plusSeconds(1));
    use(5, "", 2, "0", NOON);

    var ofA = of("a", null);
    assertThat(ofA.items()).extracting(UsageView::attempt).containsExactly(1, 4);
    assertThat(ofA.totals()).extracting(ModelTotal::model).containsExactly("a");
    assertThat(ofA.totals()).extracting(ModelTotal::tokens).containsExactly(11L);
    assertThat(of("a", NOON.plusSeconds(1)).items())
        .extracting(UsageView::attempt)
        .containsExactly(1);
    assertThat(of("a/b c", null).totals()).extracting(ModelTotal::tokens).containsExactly(20L);
    assertThat(of("A", null).items()).isEmpty();
    assertThat(of("A", null).totals()).isEmpty();
    Pages.assertIs(
        ofA.items(),
        page -> {
          var rows = usage.list(agent.id(), null, null, "a", page, ADMIN);
          assertThat(rows.totals()).isEqualTo(ofA.totals());
          return new Page<>(rows.items(), rows.nextCursor());
        });
  }

  @Test
  void an_empty_model_is_what_was_used_without_one_and_one_that_is_too_long_is_refused() {
    use(1, "a", 10, "0.1", NOON);
    use(2, null, 5, "0", NOON);
    use(3, "", 2, "0", NOON);

    var without = of("", null);
    assertThat(without.items()).extracting(UsageView::attempt).containsExactlyInAnyOrder(2, 3);
    assertThat(without.totals()).hasSize(1);
    assertThat(without.totals().getFirst().model()).isNull();
    assertThat(without.totals().getFirst().tokens()).isEqualTo(7);
    assertThat(of("x".repeat(100), null).items()).isEmpty();
    Pages.assertInvalid("model", () -> of("x".repeat(101), null));
  }

  @Test
  void a_range_begins_with_its_first_moment_and_ends_before_its_last() {
    use(1, "gpt", 1, "0", NOON.minusNanos(1_000));
    use(2, "gpt", 2, "0", NOON);
    use(3, "gpt", 4, "0", NOON.plusSeconds(1));
    use(4, "gpt", 8, "0", NOON.plusSeconds(2));

    var page = list(NOON, NOON.plusSeconds(2));
    assertThat(page.items()).extracting(UsageView::attempt).containsExactly(2, 3);
    assertThat(page.totals().getFirst().tokens()).isEqualTo(6);
    assertThat(list(NOON, null).totals().getFirst().tokens()).isEqualTo(14);
    assertThat(list(null, NOON).totals().getFirst().tokens()).isEqualTo(1);
    assertThat(list(NOON, NOON).items()).isEmpty();
    Pages.assertInvalid("from", () -> list(NOON, NOON.minusSeconds(1)));
  }

  @Test
  void nothing_used_is_an_empty_list_and_no_agent_is_none() {
    assertThat(list(null, null).items()).isEmpty();
    assertThat(list(null, null).totals()).isEmpty();
    Pages.assertNotFound(() -> usage.list(UUID.randomUUID(), null, null, null, Pages.FIRST, ADMIN));
  }

  @Test
  void others_see_neither_rows_nor_totals() {
    use(1, "gpt", 1, "0", NOON);

    Pages.assertNotFound(
        () -> usage.list(agent.id(), null, null, null, Pages.FIRST, Callers.agent(task)));
    Pages.assertNotFound(
        () -> usage.list(agent.id(), null, null, null, Pages.FIRST, Callers.founder(task)));
    assertThat(
            usage
                .list(agent.id(), null, null, null, Pages.FIRST, Callers.founder(agent.entity()))
                .items())
        .hasSize(1);
  }

  private UsageController.UsagePage of(String model, @Nullable Instant to) {
    return usage.list(agent.id(), null, to, model, Pages.FIRST, ADMIN);
  }

  private UsageController.UsagePage list(Instant from, Instant to) {
    return usage.list(agent.id(), from, to, null, Pages.FIRST, ADMIN);
  }

  private void use(int attempt, String model, long tokens, String usd, Instant at) {
    agent.commit(
        new UsageRecorded(
            agent.id(),
            task,
            attempt,
            model,
            tokens,
            0,
            tokens,
            new BigDecimal(usd),
            0,
            BigDecimal.ZERO,
            "2026-03",
            false,
            at,
            tokens / 3,
            tokens / 5,
            0,
            attempt,
            false,
            at));
  }
}
