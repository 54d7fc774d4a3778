package com.geniinow.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** The whole store replayed beside the live tables, by the runtime's own verifier. */
public final class Replayed {
  /** What to verify of the whole store: no files and no memories, of which tests damage some. */
  public static final Map<String, Object> ROWS = Map.of("scope", List.of("tables", "derived"));

  private Replayed() {}

  /** Fails where any row of any agent is not what its events say. */
  public static void assertLiveEqualsReplay(Api api) {
    var report = api.asAdmin("POST", "/api/audit/verify", ROWS);
    assertThat(report.status()).as("%s", report).isEqualTo(200);
    assertThat(report.body().path("drift")).isEmpty();
    assertThat(report.body().path("identical").asBoolean()).as("%s", report.body()).isTrue();
    assertThat(report.body().path("events").asLong()).isPositive();
    assertThat(report.body().path("tables").propertyNames())
        .containsAll(Set.of("agents", "agent_quotas", "agent_tasks", "ledger_entries"));
  }
}
