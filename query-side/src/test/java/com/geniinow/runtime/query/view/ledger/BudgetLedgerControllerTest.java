package com.geniinow.runtime.query.view.ledger;

import static com.geniinow.runtime.query.testing.Callers.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.events.budget.BudgetLimits;
import com.geniinow.runtime.events.quota.Window;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.query.testing.Callers;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.Pages;
import com.geniinow.runtime.query.testing.RecordedBudget;
import com.geniinow.runtime.verifier.LedgerVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.web.MockHttpServletResponse;

/** Who set and raised what agents share. */
class BudgetLedgerControllerTest {
  private static final Instant AT = Instant.parse("2026-03-15T12:00:00Z");

  @TempDir Path folder;

  private final BudgetLedgerController ledger = new BudgetLedgerController(Database.reads());
  private final RecordedBudget budget = new RecordedBudget(UUID.randomUUID());

  @BeforeEach
  void acts() {
    budget.set(new BudgetLimits(1_000L, null, null, null), AT);
    budget.raise(Window.MONTH, 5L, null, AT.plusSeconds(60), AT.plusSeconds(1));
    budget.set(new BudgetLimits(2_000L, null, null, null), AT.plusSeconds(2));
  }

  @Test
  void entries_are_listed_in_the_order_of_their_chain() {
    for (var caller : List.of(ADMIN, Callers.founder(budget.entity()))) {
      var listed = ledger.entity(budget.entity(), LedgerFilter.NONE, Pages.FIRST, caller).items();
      assertThat(listed)
          .extracting(LedgerView::type)
          .containsExactly("budget_set", "budget_raised", "budget_set");
      assertThat(listed).extracting(LedgerView::agentId).containsOnly(budget.id());
      assertThat(listed.get(1).details())
          .contains("\"tokens\":\"5\"", "\"window\":\"month\"", "\"reason\":\"launch\"");
      Pages.assertIs(
          listed, page -> ledger.entity(budget.entity(), LedgerFilter.NONE, page, caller));
    }
    assertThat(
            ledger
                .entity(
                    budget.entity(),
                    new LedgerFilter(AT.plusSeconds(1), AT.plusSeconds(2), null, null),
                    Pages.FIRST,
                    ADMIN)
                .items())
        .extracting(LedgerView::type)
        .containsExactly("budget_raised");
  }

  @Test
  void an_export_is_whole_and_verifies() throws IOException {
    var response = new MockHttpServletResponse();
    ledger.exportEntity(budget.entity(), Callers.founder(budget.entity()), response);

    assertThat(response.getHeader("Content-Disposition"))
        .isEqualTo("attachment; filename=\"ledger-" + budget.id() + ".ndjson\"");
    var file = Files.write(folder.resolve("x.ndjson"), response.getContentAsByteArray());
    assertThat(LedgerVerifier.verify(file, Optional.empty())).hasToString("3 entries, intact");
  }

  @Test
  void a_founder_of_another_entity_sees_neither() {
    var another = Callers.founder(UUID.randomUUID());

    assertThatThrownBy(
            () -> ledger.entity(budget.entity(), LedgerFilter.NONE, Pages.FIRST, another))
        .isInstanceOf(ProblemException.class);
    assertThatThrownBy(
            () -> ledger.exportEntity(budget.entity(), another, new MockHttpServletResponse()))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void an_entity_without_a_budget_has_no_ledger() {
    Pages.assertNotFound(
        () -> ledger.entity(UUID.randomUUID(), LedgerFilter.NONE, Pages.FIRST, ADMIN));
    Pages.assertNotFound(
        () -> ledger.exportEntity(UUID.randomUUID(), ADMIN, new MockHttpServletResponse()));
  }
}
