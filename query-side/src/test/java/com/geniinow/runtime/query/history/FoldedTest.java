package com.geniinow.runtime.query.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.query.record.Change;
import com.geniinow.runtime.query.record.Writes;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.IncorrectUpdateSemanticsDataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What can be said of a batch before anybody has looked at its table. */
class FoldedTest {
  private static final UUID AGENT = new UUID(1, 1);
  private static final UUID FILE = new UUID(2, 2);
  private static final LiveTable FILES =
      new LiveTable("agent_files", "public.agent_files", "file_id", false, Map.of());

  private final Writes writes = new Writes();

  /** It has no database: what is asked of it here was told to it. */
  private final Owners owners = new Owners(JdbcClient.create(new JdbcTemplate()));

  @BeforeEach
  void an_owner() {
    owners.add(AGENT, "entity");
  }

  @Test
  void a_new_row_gets_its_agent_and_its_entity() {
    insert(FILE);
    var folded = fold();

    assertThat(folded.rest()).isEmpty();
    assertThat(folded.fresh().get(FILE).values())
        .containsEntry("agent_id", AGENT.toString())
        .containsEntry("entity_id", "entity")
        .containsEntry("file_id", FILE.toString());
    assertThat(folded.columns()).containsExactly("file_id", "size_bytes", "agent_id", "entity_id");
  }

  @Test
  void changes_of_a_new_row_are_made_at_once() {
    insert(FILE);
    writes.update("agent_files", "file_id", FILE).add("size_bytes", BigDecimal.TEN).set("b", "x");
    var folded = fold();

    assertThat(folded.rest()).isEmpty();
    assertThat(folded.fresh().get(FILE).values())
        .containsEntry("size_bytes", "13")
        .containsEntry("b", "x");
    assertThat(folded.columns()).contains("b");
  }

  @Test
  void a_new_row_that_is_gone_at_the_end_was_never_there() {
    insert(FILE);
    writes.delete("agent_files", "file_id", FILE);

    var folded = fold();
    assertThat(folded.fresh()).isEmpty();
    assertThat(folded.rest()).isEmpty();
  }

  @Test
  void changes_of_rows_of_before_stay_in_their_order() {
    writes.update("agent_files", "file_id", FILE).set("name", "b");
    writes.delete("agent_files", "file_id", FILE);
    writes.update("agent_files", "file_id", AGENT).set("name", "c");

    assertThat(fold().rest())
        .hasExactlyElementsOfTypes(Change.Update.class, Change.Delete.class, Change.Update.class);
  }

  @Test
  void a_row_of_before_may_go_and_another_one_come_under_its_key() {
    writes.delete("agent_files", "file_id", FILE);
    insert(FILE);
    writes.update("agent_files", "file_id", FILE).set("name", "new");

    var folded = fold();
    assertThat(folded.rest()).hasExactlyElementsOfTypes(Change.Delete.class);
    assertThat(folded.fresh().get(FILE).get("name")).isEqualTo("new");
  }

  @Test
  void two_rows_of_one_key_are_refused() {
    insert(FILE);
    insert(FILE);

    assertThatThrownBy(this::fold)
        .isInstanceOf(IncorrectUpdateSemanticsDataAccessException.class)
        .hasMessage("another row of agent_files with key " + FILE);
  }

  @Test
  void a_row_of_an_agent_that_nobody_knows_is_refused() {
    writes.insert("agent_files", FILE).set("file_id", FILE);

    assertThatThrownBy(this::fold)
        .isInstanceOf(IncorrectUpdateSemanticsDataAccessException.class)
        .hasMessage("no row of agents for " + FILE);
  }

  private void insert(UUID file) {
    writes.insert("agent_files", AGENT).set("file_id", file).set("size_bytes", 3);
  }

  private Folded fold() {
    List<Change> changes = writes.drain();
    return Folded.of(FILES, changes, owners);
  }
}
