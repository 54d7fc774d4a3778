package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Alerts outlive the agents that they tell of: their rows stay, so that none is told twice. */
@RuntimeTest
class ErasedAlertsTest {
  private static final UUID AGENT = UUID.randomUUID();
  private static final UUID ANOTHER = UUID.randomUUID();

  @Autowired ErasureTable erasures;

  private final UUID alert = UUID.randomUUID();

  @AfterEach
  void remove() {
    Superuser.jdbc().update("DELETE FROM alerts WHERE alert_id = ?", alert);
  }

  @Test
  void an_agent_s_own_names_it_by_its_id_alone() {
    insert(AGENT, "dead_letter", "slack", "Agent Ada `%s`\nlast error: secret", "[\"secret\"]");

    erasures.removeDerived(AGENT);

    assertThat(row())
        .containsEntry("message", "dead_letter of agent `%s`, which is erased".formatted(AGENT))
        .containsEntry("body", null)
        .containsEntry("kind", "dead_letter");
  }

  @Test
  void a_page_keeps_its_body_without_which_it_can_t_be_sent() {
    insert(AGENT, "cost_rate_passed", "pagerduty", "Agent Ada `%s`", "{\"dedup_key\":\"1\"}");

    erasures.removeDerived(AGENT);

    assertThat(row()).containsEntry("body", "{\"dedup_key\":\"1\"}");
    assertThat(String.valueOf(row().get("message"))).doesNotContain("Ada");
  }

  @Test
  void a_budget_s_keeps_its_figures_and_the_names_of_others() {
    var said = "Policy `block`\nspent most: Bob `%s` 1,000 tokens, Ada, of 5 `%s` 12 tokens\n<url>";
    var before = said.formatted(ANOTHER, AGENT);
    insert(null, "budget", "slack", before, "[\"%s\"]".formatted(before.replace("\n", "\\n")));

    erasures.removeDerived(AGENT);

    assertThat(row())
        .containsEntry("message", before.replace("Ada, of 5 ", ""))
        .containsEntry(
            "body", "[\"%s\"]".formatted(before.replace("\n", "\\n").replace("Ada, of 5 ", "")));
  }

  @Test
  void the_first_of_a_budget_s_loses_its_name_too() {
    var before = "Policy `block`\nspent most: Ada `%s` 12.5 USD, Bob `%s` 1 USD\n<url>";
    insert(null, "budget", "slack", before.formatted(AGENT, ANOTHER), null);

    erasures.removeDerived(AGENT);

    assertThat(row())
        .containsEntry("message", before.formatted(AGENT, ANOTHER).replace("Ada ", ""));
  }

  @Test
  void those_of_others_stay_as_they_are() {
    insert(ANOTHER, "dead_letter", "slack", "Agent Bob `%s`", "[\"Bob\"]");

    erasures.removeDerived(AGENT);

    assertThat(row()).containsEntry("body", "[\"Bob\"]");
  }

  private void insert(
      @Nullable UUID agent, String kind, String channel, String message, @Nullable String body) {
    Superuser.jdbc()
        .update(
            """
            INSERT INTO alerts (alert_id, agent_id, entity_id, kind, channel, message, body,
              occurred_at, next_try_at, sent_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, now(), now(), now())\
            """,
            alert,
            agent,
            agent,
            kind,
            channel,
            agent == null ? message : message.formatted(agent),
            body);
  }

  private Map<String, @Nullable Object> row() {
    return Superuser.jdbc()
        .queryForMap("SELECT kind, message, body FROM alerts WHERE alert_id = ?", alert);
  }
}
