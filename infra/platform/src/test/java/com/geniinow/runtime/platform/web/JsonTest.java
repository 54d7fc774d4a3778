package com.geniinow.runtime.platform.web;

import static com.geniinow.runtime.platform.testing.TestApplication.AGENT;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.testing.HttpTest;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest extends HttpTest {
  @Test
  void what_goes_in_comes_out_exactly() {
    var order =
        """
        {"display_name":"Zoë","token_limit":9007199254740993,"cost_usd":0.10000000000000000001,\
        "agent_id":"a0000000-0000-4000-8000-000000000001","overage_policy":"block_all",\
        "due_at":"2026-01-31T12:00:00.123456Z",\
        "payload":{"b":1.10,"a":null,"big":123456789012345678901234567890},\
        "inner":{"retry_count":1,"policies":["allow"]}}""";
    assertThat(post(order)).isEqualTo(order);
  }

  @Test
  void nulls_stay_and_times_are_utc_with_at_most_microseconds() {
    var order =
        "{\"display_name\":\"x\",\"cost_usd\":1E+3,\"due_at\":\"2026-01-31T12:00:00.1234567+02:00\"}";
    assertThat(post(order))
        .isEqualTo(
            "{\"display_name\":\"x\",\"token_limit\":null,\"cost_usd\":1000,\"agent_id\":null,"
                + "\"overage_policy\":null,\"due_at\":\"2026-01-31T10:00:00.123456Z\","
                + "\"payload\":null,\"inner\":null}");
  }

  @Test
  void a_page_says_where_to_go_on_or_null() {
    assertThat(admin().get("/api/things").body()).isEqualTo("{\"items\":[],\"next_cursor\":null}");
    var two = new PageQuery(2, null);
    var page = Page.of(List.of(1L, 2L, 3L), two, Cursor.Position::new);
    assertThat(page.items()).containsExactly(1L, 2L);
    assertThat(new PageQuery(2, page.nextCursor()).afterPosition())
        .hasValue(new Cursor.Position(2));
    assertThat(Page.of(List.of(1L, 2L), two, Cursor.Position::new).nextCursor()).isNull();
  }

  private String post(String json) {
    var answer = agent(AGENT).post("/api/agents/" + AGENT + "/orders", json);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }
}
