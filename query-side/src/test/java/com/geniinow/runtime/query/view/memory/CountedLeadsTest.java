package com.geniinow.runtime.query.view.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which leads are chosen, by how many rows each of them has. */
class CountedLeadsTest {
  private static final UUID AGENT = new UUID(0, 1);
  private static final int FEW = 5_000;

  private final List<MemorySql> asked = new ArrayList<>();

  /** Rows of fields by their names; what several share is the hundredth part of the fewest. */
  private MemoryLeads leads(Map<String, Long> rows) {
    return new MemoryLeads(
        AGENT,
        (ids, most) -> {
          asked.add(ids);
          var named =
              ids.parameters().stream()
                  .filter(rows::containsKey)
                  .mapToLong(name -> rows.get((String) name));
          return Math.min(
              most,
              ids.text().contains("INTERSECT")
                  ? named.min().orElse(0) / 100
                  : named.max().orElse(0));
        });
  }

  private static MemoryCondition there(String name) {
    return new MemoryCondition.Exists(List.of(name), true);
  }

  private static MemoryCondition all(MemoryCondition... of) {
    return new MemoryCondition.All(List.of(of));
  }

  private static MemoryCondition any(MemoryCondition... of) {
    return new MemoryCondition.Any(List.of(of));
  }

  private static MemoryCondition number(String sign, int value) {
    return new MemoryCondition.Number(List.of("n"), sign, BigDecimal.valueOf(value));
  }

  @Test
  void both_ends_of_a_range_are_counted_as_one() {
    var found = leads(Map.of("n", 7L)).to(all(number(">", 5), all(number("<", 9))), FEW);

    assertThat(found.orElseThrow().rows()).isEqualTo(7);
    assertThat(asked).hasSize(1);
    assertThat(asked.getFirst().text()).contains("f.number >= ").contains("f.number <= ");
  }

  @Test
  void a_field_that_few_have_is_found_behind_fields_that_very_many_have() {
    var fields =
        Stream.concat(IntStream.range(0, 30).mapToObj("all%d"::formatted), Stream.of("rare"))
            .toList();
    Map<String, Long> rows = new HashMap<>();
    fields.forEach(name -> rows.put(name, 1_000_000L));
    rows.put("rare", 3L);

    var found =
        leads(rows)
            .to(
                new MemoryCondition.All(fields.stream().map(CountedLeadsTest::there).toList()),
                FEW);

    assertThat(found.orElseThrow().rows()).isEqualTo(3);
    assertThat(found.orElseThrow().ids().parameters()).containsExactly(AGENT, "rare");
  }

  @Test
  void what_the_three_fewest_share_leads_where_none_does_alone() {
    var rows = Map.of("a", 20_000L, "b", 12_000L, "c", 29_000L, "d", 13_000L, "e", 40_000L);

    var found =
        leads(rows).to(all(there("a"), there("b"), there("c"), there("d"), there("e")), FEW);

    assertThat(found.orElseThrow().rows()).isEqualTo(120);
    assertThat(found.orElseThrow().ids().parameters())
        .containsExactly(AGENT, "b", AGENT, "d", AGENT, "a");
  }

  @Test
  void what_they_share_also_leads_inside_one_of_several_beside_what_all_have() {
    var rows = Map.of("a", 12_000L, "b", 12_000L, "c", 12_000L, "d", 12_000L, "x", 100_000L);
    var pairs = any(all(there("a"), there("b")), all(there("c"), there("d")));

    assertThat(leads(rows).to(pairs, FEW).orElseThrow().rows()).isEqualTo(240);
    assertThat(leads(rows).to(all(there("x"), pairs), FEW).orElseThrow().rows()).isEqualTo(240);
  }

  @Test
  void very_many_rows_are_not_counted_for_ever() {
    var conditions =
        IntStream.range(0, 60).mapToObj(n -> there("f" + n)).toArray(MemoryCondition[]::new);
    Map<String, Long> rows = new HashMap<>();
    IntStream.range(0, 60).forEach(n -> rows.put("f" + n, 29_999L));

    leads(rows).to(all(conditions), FEW);

    assertThat(asked).hasSizeLessThanOrEqualTo(64);
  }

  @Test
  void nothing_more_is_counted_where_a_field_leads_nowhere() {
    var found =
        leads(Map.of("a", 5L)).to(all(there("none"), any(all(there("a"), there("b")))), FEW);

    assertThat(found.orElseThrow().rows()).isZero();
    assertThat(asked).hasSize(1);
  }
}
