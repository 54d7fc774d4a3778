package com.geniinow.runtime.command.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.json.JsonMapper;

/** Names and reasons are one line that reads as it is written. */
@RuntimeTest
class PlainNamesTest {
  @LocalServerPort int port;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\r\nb",
        "a\nb",
        "a\u0001b",
        "a\tb",
        "a\u202Egnp.exe",
        "a\u2066b",
        "a\u2028b",
        "\uFEFFa",
        "a\u0085b",
        " ",
        "\u00A0",
        "\u200B",
        "\uDB40\uDC41"
      })
  void what_does_not_read_as_it_is_written_is_refused(String name) {
    var api = new Api(port);
    var agent = UUID.randomUUID();
    var body = Map.of("agent_id", agent, "entity_id", UUID.randomUUID(), "name", name);
    assertThat(api.asAdmin("POST", "/api/agents/provision", body).status()).isEqualTo(400);
    var line = JsonMapper.shared().writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
    assertThat(
            api.asAdmin("POST", "/api/agents/import", "application/x-ndjson", line)
                .body()
                .path("failed")
                .size())
        .isEqualTo(1);
    assertThat(api.asAdmin("GET", "/api/agents/" + agent, null).status()).isEqualTo(404);

    var there = api.provision(Map.of());
    for (var act : new String[] {"suspend", "resume", "terminate"}) {
      assertThat(
              api.asAdmin("POST", "/api/agents/" + there + "/" + act, Map.of("reason", name))
                  .status())
          .isEqualTo(400);
    }
  }

  @Test
  void every_script_of_the_world_is_a_name() {
    var api = new Api(port);
    for (var name : new String[] {"Grüße 😀", "سلام", "שלום", "日本語", "e\u0301", "👩\u200D🚀"}) {
      assertThat(api.provision(Map.of("name", name))).isNotNull();
    }
  }
}
