package com.geniinow.runtime.query.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Where chains stand, read one by one or many at once. */
class LedgerHeadsTest {
  private final RecordedAgent agent = RecordedAgent.provisioned();
  private final LedgerHeads heads = new LedgerHeads(JdbcClient.create(Database.superuser()));

  @Test
  void an_agent_without_entries_stands_at_the_beginning() {
    assertThat(heads.of(UUID.randomUUID())).isEqualTo(LedgerHead.NONE);
    assertThat(LedgerHead.NONE.hash()).isEqualTo("0".repeat(64));
  }

  @Test
  void one_head_and_many_heads_are_read_alike() {
    var other = RecordedAgent.provisioned();
    other.submitted();
    var many = new LedgerHeads(JdbcClient.create(Database.superuser()));
    var nobody = UUID.randomUUID();
    many.read(List.of(agent.id(), other.id(), nobody));

    assertThat(many.of(agent.id())).isEqualTo(heads.of(agent.id()));
    assertThat(many.of(agent.id()).sequence()).isEqualTo(2);
    assertThat(many.of(other.id())).isEqualTo(heads.of(other.id()));
    assertThat(many.of(other.id()).sequence()).isEqualTo(3);
    assertThat(many.of(nobody)).isEqualTo(LedgerHead.NONE);
  }

  @Test
  void what_was_read_is_known_and_not_read_again() {
    assertThat(heads.knows(Set.of(agent.id()))).isFalse();
    heads.read(Set.of(agent.id()));
    assertThat(heads.knows(Set.of(agent.id()))).isTrue();
    assertThat(heads.knows(Set.of(agent.id(), UUID.randomUUID()))).isFalse();

    agent.submitted();
    heads.read(Set.of(agent.id()));
    assertThat(heads.of(agent.id()).sequence()).isEqualTo(2);
  }

  @Test
  void a_chain_that_was_advanced_goes_on_from_there() {
    var further = new LedgerHead(7, "f".repeat(64));
    heads.advance(agent.id(), further);

    assertThat(heads.of(agent.id())).isEqualTo(further);
    heads.read(Set.of(agent.id()));
    assertThat(heads.of(agent.id())).isEqualTo(further);
  }
}
