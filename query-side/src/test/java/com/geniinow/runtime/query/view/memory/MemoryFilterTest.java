package com.geniinow.runtime.query.view.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.platform.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryFilterTest {
  @Test
  void values_are_bound_and_never_written_into_the_sql() {
    var hostile = "'; DROP TABLE agents; --";
    var filter =
        MemoryFilter.parse(
            "filter",
            """
            {"%1$s": "%1$s", "a": {"$eq": "%1$s", "$in": ["%1$s"], "$gt": "%1$s", "$exists": true},
             "b": {"%1$s": {"$lt": 5}}, "$or": [{"%1$s": {"$ne": 1}}]}\
            """
                .formatted(hostile));

    var sql = filter.condition();

    assertThat(sql.text()).doesNotContain("DROP");
    assertThat(sql.text().chars().filter(c -> c == '?').count()).isEqualTo(sql.parameters().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "[]",
        "{\"a\":1,\"a\":2}",
        "{\"$eq\":1}",
        "{\"$not\":{\"a\":1}}",
        "{\"a\":{\"$regex\":\"x\"}}",
        "{\"a\":{\"$eq\":1,\"b\":2}}",
        "{\"a\":{\"$eq\":{\"$gt\":1}}}",
        "{\"a\":[{\"$gt\":1}]}",
        "{\"a\":{\"$and\":[{\"b\":1}]}}",
        "{\"a\":{\"$in\":1}}",
        "{\"a\":{\"$exists\":1}}",
        "{\"$or\":[]}",
        "{\"$or\":[1]}",
        "{\"$or\":{\"a\":1}}",
        "{\"a\":\"\\u0000\"}",
        "{\"a\":1e2000}",
        "{\"a\":1e995}",
        "{\"a\":1e2147483648}",
        "{\"n\":{\"$gt\":-1e-2147483649}}",
        "{\"n\":{\"$in\":[1e9999999999]}}",
      })
  void what_is_no_filter_is_refused_by_name(String filter) {
    assertThatThrownBy(() -> MemoryFilter.parse("filter", filter))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("invalid_request");
  }

  @Test
  void what_holds_conditions_is_none_itself() {
    var many = new StringBuilder("{\"f0\":{\"$gt\":1,\"$lt\":9}");
    for (var n = 1; n < 49; n++) {
      many.append(",\"f").append(n).append("\":{\"$gt\":1,\"$lt\":9}");
    }
    many.append(",\"$and\":[{\"$or\":[{\"a\":1},{\"b\":{\"$ne\":2}}]}]}");

    assertThat(MemoryFilter.parse("filter", many.toString()).condition().text()).contains(" OR ");
  }

  @Test
  void filters_are_bounded() {
    var deep = "{\"$and\":[".repeat(12) + "{\"a\":{\"$gt\":1}}" + "]}".repeat(12);
    var many = new StringBuilder("{\"f0\":{\"$gt\":1}");
    for (var n = 1; n <= 100; n++) {
      many.append(",\"f").append(n).append("\":{\"$gt\":1}");
    }
    var large = "{\"a\":\"" + "x".repeat(17_000) + "\"}";
    for (var filter : new String[] {deep, many + "}", large}) {
      assertThatThrownBy(() -> MemoryFilter.parse("filter", filter))
          .isInstanceOf(ProblemException.class);
    }
  }
}
