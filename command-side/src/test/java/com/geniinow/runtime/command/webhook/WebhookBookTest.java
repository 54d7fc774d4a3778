package com.geniinow.runtime.command.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.command.store.EventJson;
import com.geniinow.runtime.command.testing.AggregateScene;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookChanged;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookCreated;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookDeleted;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookReplayed;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookRotated;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rules of a line's webhooks. */
class WebhookBookTest {
  private static final UUID AGENT = new UUID(1, 1);
  private static final UUID ENTITY = new UUID(2, 2);
  private static final UUID HOOK = new UUID(3, 3);
  private static final Instant AT = Instant.parse("2026-03-15T12:00:00Z");
  private static final String URL = "https://example.com/hook";
  private static final List<String> TYPES = List.of("task.completed");

  private final AggregateScene<WebhookBook> scene =
      new AggregateScene<>(WebhookBook.class, Ids.webhooksOf(AGENT));

  @Test
  void the_first_opens_the_book() {
    scene.whenCreated(() -> new WebhookBook(created(HOOK, null))).expectEvents(created(HOOK, null));
  }

  @Test
  void an_agent_has_twenty_and_each_entity_twenty_of_its_own() {
    var full = IntStream.range(0, 20).mapToObj(n -> created(new UUID(4, n), ENTITY)).toList();

    scene
        .given(full)
        .when(book -> book.create(created(HOOK, ENTITY)))
        .expectException(RefusedException.class)
        .expectNoEvents();
    scene
        .given(full)
        .when(book -> book.create(created(HOOK, null)))
        .expectSuccessfulHandlerExecution();
    scene
        .given(full)
        .when(book -> book.create(created(HOOK, new UUID(2, 3))))
        .expectEvents(created(HOOK, new UUID(2, 3)));
  }

  @Test
  void one_that_is_deleted_makes_room_and_is_known_no_more() {
    var deleted = new WebhookDeleted(AGENT, HOOK, "ann", AT);

    scene
        .given(created(HOOK, null), deleted)
        .when(book -> book.delete(AGENT, HOOK, "ann", AT))
        .expectException(RefusedException.class);
    scene
        .given(created(HOOK, null))
        .when(book -> book.delete(AGENT, HOOK, "ann", AT))
        .expectEvents(deleted);
  }

  @Test
  void a_change_is_whole_and_what_stays_the_same_is_none() {
    scene
        .given(created(HOOK, null))
        .when(book -> book.change(change(null, List.of("file.stored")), URL))
        .expectEvents(new WebhookChanged(AGENT, HOOK, URL, List.of("file.stored"), "ann", AT));
    scene
        .given(created(HOOK, null))
        .when(book -> book.change(change(URL, TYPES), null))
        .expectNoEvents();
    scene
        .given(created(HOOK, null))
        .when(book -> book.change(change(null, TYPES), URL))
        .expectNoEvents();
    scene
        .given(created(HOOK, null))
        .when(book -> book.change(change(URL + "/2", null), null))
        .expectEvents(new WebhookChanged(AGENT, HOOK, URL + "/2", TYPES, "ann", AT));
    scene
        .given(created(new UUID(4, 4), null))
        .when(book -> book.change(change(URL, TYPES), null))
        .expectException(RefusedException.class);
  }

  @Test
  void an_address_that_its_events_do_not_say_comes_into_none() {
    for (var there : new String[] {URL + "/forged", null}) {
      scene
          .given(created(HOOK, null))
          .when(book -> book.change(change(null, List.of("file.stored")), there))
          .expectException(IllegalStateException.class)
          .expectNoEvents();
    }
  }

  @Test
  void a_snapshot_of_it_holds_no_address_and_is_the_same_book() {
    var serializer = EventJson.serializer();

    scene
        .given(created(HOOK, null))
        .when(
            book -> {
              var stored = serializer.serialize(book, String.class);
              assertThat(stored.getData()).contains(HOOK.toString()).doesNotContain("example.com");
              WebhookBook copy = serializer.deserialize(stored);
              assertThat(serializer.serialize(copy, String.class).getData())
                  .isEqualTo(stored.getData());
            })
        .expectSuccessfulHandlerExecution();
  }

  @Test
  void a_rotation_says_until_when_the_former_secret_is_good_and_no_secret() {
    var rotate = new RotateWebhook(AGENT, HOOK, "whsec_x", Duration.ofHours(1), "ann", AT);

    scene
        .given(created(HOOK, null))
        .when(book -> book.rotate(rotate))
        .expectEvents(new WebhookRotated(AGENT, HOOK, AT.plus(Duration.ofHours(1)), "ann", AT));
  }

  @Test
  void a_replay_is_an_event_and_of_none_that_is_known_refused() {
    var from = AT.minusSeconds(60);
    var replay = new ReplayWebhook(AGENT, HOOK, from, "ann", AT);

    scene
        .given(created(HOOK, null))
        .when(book -> book.replay(replay))
        .expectEvents(new WebhookReplayed(AGENT, HOOK, from, "ann", AT));
    scene
        .given(created(new UUID(4, 4), null))
        .when(book -> book.replay(replay))
        .expectException(RefusedException.class);
  }

  private static WebhookCreated created(UUID id, @Nullable UUID ofEntity) {
    return new WebhookCreated(AGENT, id, ofEntity, URL, TYPES, "ann", AT);
  }

  private static ChangeWebhook change(@Nullable String url, @Nullable List<String> types) {
    return new ChangeWebhook(AGENT, HOOK, url, types, "ann", AT);
  }
}
