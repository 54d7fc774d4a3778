package com.geniinow.runtime.command.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.quota.StorageAdmission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Nobody waits for ever, and nobody takes all. */
class UploadPlacesTest {
  private static final Patience NONE = Patience.of(Duration.ZERO);

  private final UUID agent = UUID.randomUUID();

  @Test
  void an_agent_with_many_open_uploads_leaves_places_for_others() {
    var places = new UploadPlaces();
    for (var n = 0; n < FileLimits.AT_ONCE_OF_ONE; n++) {
      assertThat(places.enter(agent, NONE)).isTrue();
    }

    assertThat(places.enter(agent, NONE)).isFalse();
    for (int n = FileLimits.AT_ONCE_OF_ONE; n < FileLimits.AT_ONCE; n++) {
      assertThat(places.enter(UUID.randomUUID(), NONE)).isTrue();
    }
    assertThat(places.enter(UUID.randomUUID(), NONE)).isFalse();
    places.leave(agent);
    assertThat(places.enter(agent, NONE)).isTrue();
  }

  @Test
  void who_waits_for_a_place_gets_the_next_one() throws Exception {
    var places = new UploadPlaces();
    for (var n = 0; n < FileLimits.AT_ONCE_OF_ONE; n++) {
      places.enter(agent, NONE);
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var waiting = threads.submit(() -> places.enter(agent, Patience.of(Duration.ofMinutes(5))));
      places.leave(agent);
      assertThat(waiting.get()).isTrue();
    }
  }

  @Test
  void who_waits_for_room_hears_a_refusal_when_its_patience_is_over() {
    List<Boolean> asked = new ArrayList<>();
    RoomLine.Ask ask =
        mayWait -> {
          asked.add(mayWait);
          return result(mayWait ? new StorageAdmission.Later() : new StorageAdmission.TooMany(1));
        };

    new RoomLine().decide(agent, Patience.of(Duration.ofMillis(150)), ask);
    assertThat(asked).endsWith(true, false).hasSizeBetween(3, 5);
    asked.clear();
    new RoomLine().decide(agent, NONE, ask);
    assertThat(asked).containsExactly(false);
  }

  private static ReserveResult result(StorageAdmission admission) {
    return new ReserveResult(admission, 1);
  }
}
