package com.geniinow.runtime.query.view.memory;

import static com.geniinow.runtime.query.testing.Callers.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.web.Cursor;
import com.geniinow.runtime.platform.web.PageQuery;
import com.geniinow.runtime.query.testing.Callers;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.Pages;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Keys as their routes show them, each to the moment it expires. */
class KeyViewControllerTest {
  private static final Instant NOW = Instant.parse("2126-03-10T12:00:00Z");

  private final KeyViewController keys =
      new KeyViewController(Database.reads(), Clock.fixed(NOW, ZoneOffset.UTC));
  private final RecordedAgent agent = RecordedAgent.provisioned();

  @Test
  void a_key_is_shown_with_its_value_to_the_letter_and_its_version_as_its_tag() {
    put("a/b ü", "{\"n\": 1.0}", null);
    var answer = keys.get(agent.id(), "a/b ü", ADMIN);

    assertThat(answer.getHeaders().getETag()).isEqualTo("\"3\"");
    assertThat(answer.getBody())
        .isEqualTo(new KeyView("a/b ü", "{\"n\": 1.0}", 3, null, Instant.EPOCH));
  }

  @Test
  void a_key_is_there_until_the_moment_it_expires() {
    put("late", "1", NOW.plusNanos(1_000));
    put("now", "1", NOW);

    assertThat(keys.get(agent.id(), "late", ADMIN).getBody().expiresAt())
        .isEqualTo(NOW.plusNanos(1_000));
    Pages.assertNotFound(() -> keys.get(agent.id(), "now", ADMIN));
    assertThat(names(null)).containsExactly("late");
  }

  @Test
  void keys_are_listed_in_the_order_of_their_bytes_whatever_the_size_of_the_pages() {
    for (var key : List.of("b", "a", "ä", "Z", "aa", "\ufb33", "😀")) {
      put(key, "1", null);
    }

    assertThat(names(null)).containsExactly("Z", "a", "aa", "b", "ä", "\ufb33", "😀");
    Pages.assertIs(
        keys.list(agent.id(), null, Pages.FIRST, ADMIN).items(),
        page -> keys.list(agent.id(), null, page, ADMIN));
  }

  @Test
  void a_prefix_is_taken_to_the_letter() {
    for (var key : List.of("a%", "ab", "a_", "A%")) {
      put(key, "1", null);
    }

    assertThat(names("a%")).containsExactly("a%");
    assertThat(names("a_")).containsExactly("a_");
    assertThat(names("")).hasSize(4);
    assertThat(names("x")).isEmpty();
    Pages.assertInvalid("prefix", () -> names("a\n"));
    Pages.assertInvalid("prefix", () -> names("a".repeat(513)));
  }

  @Test
  void a_key_that_none_can_be_is_refused_and_one_that_is_not_there_is_not_found() {
    Pages.assertInvalid("key", () -> keys.get(agent.id(), "a\u0000", ADMIN));
    Pages.assertNotFound(() -> keys.get(agent.id(), "a", ADMIN));
  }

  @Test
  void no_keys_are_an_empty_list_and_no_agent_is_none() {
    assertThat(names(null)).isEmpty();
    Pages.assertNotFound(() -> keys.list(UUID.randomUUID(), null, Pages.FIRST, ADMIN));
    var cursor = new Cursor.Position(3).encode();
    Pages.assertInvalid(
        "cursor", () -> keys.list(agent.id(), null, new PageQuery(5, cursor), ADMIN));
  }

  @Test
  void another_agent_s_keys_are_not_there() {
    put("a", "1", null);
    var sibling = RecordedAgent.provisioned(agent.entity());

    for (var caller :
        new Caller[] {Callers.agent(sibling.id()), Callers.founder(UUID.randomUUID())}) {
      Pages.assertNotFound(() -> keys.get(agent.id(), "a", caller));
      Pages.assertNotFound(() -> keys.list(agent.id(), null, Pages.FIRST, caller));
    }
    assertThat(keys.get(agent.id(), "a", Callers.founder(agent.entity())).getBody()).isNotNull();
  }

  private List<String> names(String prefix) {
    return keys.list(agent.id(), prefix, Pages.FIRST, ADMIN).items().stream()
        .map(KeyView.Listed::key)
        .toList();
  }

  private void put(String key, String value, Instant expiresAt) {
    Database.superuser()
        .update(
            """
            INSERT INTO agent_memory_kv
              (agent_id, entity_id, key, value, version, expires_at, updated_at)
            VALUES (?, ?, ?, ?, 3, ?, 'epoch')""",
            agent.id(),
            agent.entity(),
            key,
            value,
            expiresAt == null ? null : expiresAt.atOffset(ZoneOffset.UTC));
  }
}
