package com.geniinow.runtime.command.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestDataKeys;
import com.geniinow.runtime.events.agent.AgentEvent.AgentProvisioned;
import com.geniinow.runtime.platform.sealing.DataKeys;
import com.geniinow.runtime.platform.sealing.SealedPayload;
import com.geniinow.runtime.platform.sealing.SealedPayload.Sealed;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Who proves something opens what is stored, whatever this process remembers of it. */
@RuntimeTest
class OpenedForProofTest {
  @LocalServerPort int port;
  @Autowired LatelySealed lately;
  @Autowired SealedPayload payloads;

  @Autowired
  @Qualifier(StoreConfiguration.SYSTEM) SystemEventStore processors;

  private Api api;
  private UUID agent;

  @BeforeEach
  void aSealedAgent() {
    TestDataKeys.SHARED.use(true);
    api = new Api(port);
    agent = api.provision(Map.of("name", "Ada"));
  }

  @AfterEach
  void forget() {
    TestDataKeys.SHARED.use(false);
    Superuser.forget(agent);
  }

  @Test
  void what_it_remembers_is_for_its_processors_alone() {
    var row =
        Superuser.jdbc()
            .queryForMap(
                """
                SELECT event_identifier, payload FROM domain_event_entry
                WHERE agent_id = ? AND payload_type LIKE '%AgentProvisioned'\
                """,
                agent);
    var id = (String) row.get("event_identifier");
    var stored = (String) row.get("payload");
    assertThat(stored).doesNotContain("Ada");

    // Which no process would: so it shows who asks for it.
    var other = payloads.open(id, stored).replace("Ada", "Eve");
    var sealed = new Sealed(stored, SealedPayload.inTheClear(stored));
    lately.sealed(id, agent, DataKeys.LASTING, sealed, other);

    var first = processors.readEvents(agent.toString()).next().getPayload();
    assertThat(((AgentProvisioned) first).name()).isEqualTo("Eve");
    var report = Replayed.ofEntityOf(agent, api);
    assertThat(report.body().path("identical").asBoolean()).as("%s", report).isTrue();
  }
}
