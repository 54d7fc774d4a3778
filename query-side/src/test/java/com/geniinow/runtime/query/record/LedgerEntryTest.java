package com.geniinow.runtime.query.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.agent.AgentEvent.AgentSuspended;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The form that verifiers elsewhere rely on: it never changes. */
class LedgerEntryTest {
  private static final UUID AGENT = UUID.fromString("a0000000-0000-4000-8000-000000000001");
  private static final Instant AT = Instant.parse("2026-03-15T12:00:00.0001Z");

  @Test
  void an_entry_s_hash_is_the_sha_256_of_this_text() {
    var suspended = new AgentSuspended(AGENT, "a \"quoted\" ü", "admin", AT);
    var entry =
        new LedgerEntry(
            AGENT,
            1,
            "agent_suspended",
            UUID.fromString("e0000000-0000-4000-8000-000000000009"),
            LedgerStatement.of(suspended).canonicalDetails(null),
            LedgerHead.GENESIS,
            AT);

    assertThat(entry.canonical())
        .isEqualTo(
            """
            {"agent_id":"a0000000-0000-4000-8000-000000000001",\
            "created_at":"2026-03-15T12:00:00.000100Z",\
            "details":{"by":"admin","reason":"a \\"quoted\\" ü"},\
            "event_id":"e0000000-0000-4000-8000-000000000009",\
            "previous_hash":"%s",\
            "sequence":1,\
            "type":"agent_suspended"}"""
                .formatted("0".repeat(64)));
    assertThat(entry.hash())
        .isEqualTo("b747a2e97ec5ad731fc73faebe8b4d86a6bf90657d1c152fabd1ff34333b22c2");
  }
}
