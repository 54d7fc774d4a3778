package com.geniinow.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.Ids;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Events replayed beside the live tables, by the runtime's own verifier. The store is shared by all
 * tests of a JVM and grows with each: a test looks at what it did itself.
 */
public final class Replayed {
  /** What to verify: no files and no memories, of which tests damage some. */
  public static final Map<String, Object> ROWS = Map.of("scope", List.of("tables", "derived"));

  private static final String VERIFY = "/api/audit/verify";

  /** Entities that are sooner looked at one by one than all of them at once. */
  private static final int FEW = 8;

  private Replayed() {}

  /**
   * Fails where any row of an entity that has an event since this test began is not what its events
   * say. Where it did something to the platform, or to many, or where none of what it did is left,
   * the whole store is looked at.
   */
  public static void assertLiveEqualsReplay(Api api) {
    var entities = TestBegin.entities();
    if (entities.isEmpty() || entities.size() > FEW || entities.contains(Ids.PLATFORM)) {
      assertWholeStoreEqualsReplay(api);
    } else {
      entities.forEach(entity -> assertIdentical(verified(api, "?entity_id=" + entity)));
    }
  }

  /** Fails where any row of any agent is not what its events say, whichever test left it. */
  public static void assertWholeStoreEqualsReplay(Api api) {
    assertIdentical(verified(api, ""));
  }

  /** Fails where any row of the entity of an agent is not what its events say. */
  public static void assertEntityEqualsReplay(UUID agent, Api api) {
    assertIdentical(ofEntityOf(agent, api));
  }

  /** What a verification of the entity of an agent says. */
  public static Api.Answer ofEntityOf(UUID agent, Api api) {
    return ofEntityOf(agent, api, ROWS);
  }

  /** What a verification of the entity of an agent says of what is asked for. */
  public static Api.Answer ofEntityOf(UUID agent, Api api, Map<String, ?> asked) {
    var entity =
        Superuser.jdbc()
            .queryForObject("SELECT entity_id FROM agents WHERE agent_id = ?", UUID.class, agent);
    return api.asAdmin("POST", VERIFY + "?entity_id=" + entity, asked);
  }

  private static Api.Answer verified(Api api, String part) {
    return api.asAdmin("POST", VERIFY + part, ROWS);
  }

  private static void assertIdentical(Api.Answer report) {
    assertThat(report.status()).as("%s", report).isEqualTo(200);
    assertThat(report.body().path("drift")).isEmpty();
    assertThat(report.body().path("identical").asBoolean()).as("%s", report.body()).isTrue();
    assertThat(report.body().path("events").asLong()).isPositive();
    assertThat(report.body().path("tables").propertyNames())
        .containsAll(Set.of("agents", "agent_quotas", "agent_tasks", "ledger_entries"));
  }
}
