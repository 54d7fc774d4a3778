package com.geniinow.runtime.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdsTest {
  private static final UUID AGENT = UUID.fromString("11111111-2222-4333-8444-555555555555");

  @Test
  void derived_ids_are_version_5_as_the_standard_s_example_shows() {
    var dns = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    assertThat(Ids.derive(dns, "www.example.com"))
        .hasToString("2ed6657d-e927-568b-95e1-2665a8aea6a2");
  }

  @Test
  void a_quota_s_id_is_fixed_for_ever_and_never_its_agent_s() {
    assertThat(Ids.quotaOf(AGENT))
        .isNotEqualTo(AGENT)
        .hasToString("c49d42aa-368d-5fd7-a547-1de22d44778e")
        .extracting(UUID::version, UUID::variant)
        .containsExactly(5, 2);
  }

  @Test
  void ledger_entries_of_an_agent_have_an_id_each() {
    assertThat(Ids.ledgerEntry(AGENT, 1)).hasToString("cc97bf3c-5916-5899-9bf1-24ddec268316");
    var ids = new HashSet<UUID>();
    for (long sequence = 1; sequence <= 10_000; sequence++) {
      ids.add(Ids.ledgerEntry(AGENT, sequence));
    }
    assertThat(ids).hasSize(10_000).doesNotContain(Ids.quotaOf(AGENT));
  }

  @Test
  void names_beyond_ascii_are_taken_as_utf_8() {
    assertThat(Ids.derive(AGENT, "ü€😀")).hasToString("8eb6fd1f-0e24-52e5-934f-a3e74baee642");
  }
}
