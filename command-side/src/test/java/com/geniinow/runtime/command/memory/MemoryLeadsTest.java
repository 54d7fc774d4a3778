package com.geniinow.runtime.command.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.query.view.memory.MemoryFilter;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Which filters lead to few memories, so that a search needn't look at all. */
@RuntimeTest
class MemoryLeadsTest {
  @LocalServerPort int port;
  @Autowired MemoryReads reads;
  private MemoryAgent agent;

  @BeforeEach
  void anAgent() {
    agent = MemoryAgent.provision(new Api(port));
    remember(Map.of("kind", "fact", "n", 1));
    remember(Map.of("kind", "note", "at", Map.of("city", "Oslo", "since", 2026)));
    remember(Map.of("tags", List.of(), "at", Map.of("city", "Rome")));
    remember(Map.of("tags", List.of("a", Map.of("b", 1)), "at.city", "Oslo"));
  }

  private void remember(Map<String, ?> metadata) {
    var answer = agent.embed(Map.of("text", "with " + metadata, "metadata", metadata));
    assertThat(answer.status()).isEqualTo(201);
  }

  @AfterEach
  void forget() {
    agent.forget();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'$or':[{'kind':'fact'},{'kind':{'$in':['note']}}]} | 2",
        "{'$or':[{'kind':'fact'},{'$or':[{'n':{'$gt':5}},{'tags':'x'}]}]} | 1",
        "{'$or':[{'kind':'fact','x':{'$ne':1}},{'$and':[{'n':{'$ne':1}},{'kind':'note'}]}]} | 2",
        "{'kind':{'$exists':true}} | 2",
        "{'tags':{'$exists':true}} | 2",
        "{'tags':{'$eq':[]}} | 2",
        "{'tags':[{'b':1}]} | 2",
        // Two names that look alike lead to both: the filter itself is asked, too.
        "{'at':{'city':'Oslo'}} | 2",
        "{'at':{'city':{'$in':['Oslo','Rome']}}} | 3",
        "{'at':{'since':{'$gte':2000}}} | 1",
        "{'at':{'since':{'$exists':true}}} | 1",
        "{'at':{'city':{'$lt':'P'}}} | 2",
        "{'$or':[{'at':{'since':2026}},{'missing':{'$exists':true}}]} | 1",
        "{'n':{'$gte':1,'$lt':1}} | 1",
        "{'n':{'$gt':1},'$and':[{'n':{'$lt':1}}]} | 1",
        "{'n':{'$gt':1,'$lt':0}} | 0",
        "{'at':{'city':{'$gt':'P','$lt':'S'}}} | 1",
        "{'$or':[{'kind':'fact'},{'n':{'$in':[]}}]} | 1",
        "{'$or':[{'kind':'fact'},{'n':{'$gt':null}}]} | 1",
      })
  void they_lead_to_so_many(String filter, int memories) {
    assertThat(led(filter)).isEqualTo(memories);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'$or':[{'kind':'fact'},{'n':{'$ne':1}}]}",
        "{'kind':{'$exists':false}}",
        "{'kind':{'$ne':'fact'}}",
        "{}"
      })
  void these_lead_nowhere(String filter) {
    assertThat(led(filter)).isNull();
  }

  @Test
  void several_lead_as_long_as_they_have_few_together() {
    var few = "{'$or':[{'half':1},{'half':3}]}";
    var many = "{'$or':[{'half':1},{'half':2}]}";
    var with = "{'$or':[{'half':1},{'half':2}],'n':1}";
    for (var half = 1; half <= 2; half++) {
      fill(half);
    }

    assertThat(led(few)).isEqualTo(2_600);
    assertThat(led(many)).isNull();
    assertThat(led(with)).isEqualTo(1);
  }

  /** 10,400 memories: 2,600 of each half, of which each quarter has 650. */
  @Test
  void several_of_which_each_has_many_lead_to_what_they_share() {
    for (var half = 1; half <= 4; half++) {
      fill(half);
    }

    assertThat(led("{'half':{'$gte':2,'$lte':3}}")).isNull();
    assertThat(led("{'half':{'$gte':2},'quarter':{'$gte':1}}")).isNull();
    assertThat(led("{'half':{'$gte':2,'$lte':3},'quarter':{'$gte':1}}")).isEqualTo(3_900);
    assertThat(led("{'$or':[{'half':1},{'half':2}],'quarter':{'$in':[2,3]}}")).isEqualTo(2_600);
    assertThat(led("{'half':{'$in':[1,2]},'quarter':{'$in':[2,3]},'kind':{'$ne':1}}"))
        .isEqualTo(2_600);
  }

  private void fill(int half) {
    Superuser.jdbc()
        .update(
            """
            INSERT INTO agent_memories (memory_id, agent_id, entity_id, created_at, recorded,
              worded, text_sha256, metadata, text)
            SELECT gen_random_uuid(), agent_id, entity_id, created_at, true, 'simple', text_sha256,
              jsonb_build_object('half', ?, 'quarter', nth % 4), 'x'
            FROM agent_memories, generate_series(1, 2600) nth
            WHERE agent_id = ? AND metadata ->> 'kind' = 'fact'\
            """,
            half, agent.id());
    Superuser.jdbc()
        .update(
            """
            INSERT INTO agent_memory_fields
            SELECT m.memory_id, m.agent_id, m.entity_id, f.name, f.value, f.number
            FROM agent_memories m, genii_memory_fields(m.metadata) f WHERE agent_id = ?
            ON CONFLICT DO NOTHING\
            """,
            agent.id());
  }

  /** To how many memories a filter leads; null where it leads nowhere. */
  private @Nullable Integer led(String filter) {
    return reads.within(
        agent.id(),
        jdbc ->
            MemoryFilter.parse("filter", filter.replace('\'', '"'))
                .candidates(jdbc, agent.id())
                .map(few -> jdbc.sql(few.text()).params(few.parameters()).query(UUID.class).list())
                .map(List::size)
                .orElse(null));
  }
}
