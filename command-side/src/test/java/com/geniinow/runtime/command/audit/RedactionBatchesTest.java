package com.geniinow.runtime.command.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestDataKeys;
import com.geniinow.runtime.platform.work.TextOfBefore;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Entries with text are redacted batch by batch, and none is passed over for one that failed. */
@RuntimeTest
class RedactionBatchesTest {
  private static final String CANARY = "canary-4c07";

  /** More than one batch. */
  private static final int CORRECTIONS = 210;

  @LocalServerPort int port;
  @Autowired TextOfBefore text;

  private Api api;
  private UUID agent;

  @BeforeEach
  void anAgentWhoseTextWasSealedSince() {
    api = new Api(port);
    TestDataKeys.SHARED.use(false);
    agent = api.provision(Map.of());
    for (var n = 0; n < CORRECTIONS; n++) {
      var body = Map.of("tokens", 7, "reason", CANARY + n);
      var path = "/api/agents/" + agent + "/quota/corrections";
      assertThat(api.asAdmin("POST", path, body).status()).isEqualTo(201);
    }
    TestDataKeys.SHARED.use(true);
    while (text.isClear(agent)) {
      text.sealSome(agent);
    }
  }

  @AfterEach
  void forget() {
    Superuser.jdbc().execute("DROP TRIGGER IF EXISTS test_kill ON ledger_redactions");
    TestDataKeys.SHARED.use(false);
    Superuser.forget(agent);
    Replayed.assertLiveEqualsReplay(api);
  }

  @Test
  void entries_of_a_batch_that_failed_are_redacted_all_the_same() {
    var withText =
        Superuser.count(
            "SELECT count(*) FROM sealings WHERE agent_id = ? AND entry_has_text", agent);
    Superuser.jdbc()
        .execute(
            """
            CREATE OR REPLACE FUNCTION test_kill() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'killed'; END $$;
            CREATE TRIGGER test_kill BEFORE INSERT ON ledger_redactions FOR EACH ROW
            WHEN (NEW.agent_id = '%s') EXECUTE FUNCTION test_kill()\
            """
                .formatted(agent));
    assertThatThrownBy(() -> text.redactSome(agent)).hasMessageContaining("killed");
    Superuser.jdbc().execute("DROP TRIGGER test_kill ON ledger_redactions");

    long redacted = 0;
    for (var some = text.redactSome(agent); some > 0; some = text.redactSome(agent)) {
      redacted += some;
    }

    assertThat(redacted).isEqualTo(withText).isGreaterThan(CORRECTIONS - 1);
    assertThat(
            Superuser.count(
                "SELECT count(*) FROM ledger_entries WHERE agent_id = ?"
                    + " AND strpos(details, ?) > 0",
                agent,
                CANARY))
        .isZero();
    Replayed.assertLiveEqualsReplay(api);
  }
}
