package com.geniinow.runtime.command.quota;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.testing.Story;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaOpened;
import com.geniinow.runtime.events.quota.QuotaLimits;
import com.geniinow.runtime.events.quota.StorageEvent;
import com.geniinow.runtime.events.quota.StorageEvent.StorageRefused;
import com.geniinow.runtime.testing.Property;
import java.math.BigDecimal;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.EventSourcingRepository;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Uploads of known, bounded and open size in any order: the limit holds, and who fits gets in. */
class StorageProperties {
  private static final long LIMIT = 1000;

  /** An upload: what is known of its size before, and whether it breaks off. */
  record File(int size, long atLeast, long atMost, boolean breaksOff) {}

  @Test
  void who_waits_is_never_refused_where_it_would_fit_and_nobody_waits_for_ever() {
    Property.holds(300, StorageProperties::play);
  }

  private static void play(Random random) {
    var files = Property.list(random, 1, 8, StorageProperties::file);
    var store = new Store();
    var uploads = files.stream().map(file -> new Upload(store, file)).toList();

    Property.list(random, 0, 40, r -> r.nextInt(1_001))
        .forEach(turn -> uploads.get(turn % uploads.size()).step());
    for (var round = 0; round < 4 * uploads.size(); round++) {
      uploads.forEach(Upload::step);
    }

    assertThat(uploads).allMatch(upload -> upload.isOver);
    assertThat(store.reserved()).isZero();
    assertThat(uploads)
        .filteredOn(upload -> upload.refused != null)
        .allSatisfy(
            upload -> {
              assertThat(upload.refused.used() + upload.file.size()).isGreaterThan(LIMIT);
              assertThat(upload.refused.used() + upload.refused.requested()).isGreaterThan(LIMIT);
            });
  }

  private static final class Upload {
    private final Store store;
    private final File file;
    private final UUID id = UUID.randomUUID();
    private long held = -1;
    private boolean isOver;
    private @Nullable StorageRefused refused;

    Upload(Store store, File file) {
      this.store = store;
      this.file = file;
    }

    /** Asks for room, for more room, or ends. */
    void step() {
      if (isOver) {
        return;
      }
      var later = Story.NOON.plusSeconds(60);
      if (held < 0) {
        hear(
            store.ask(
                q -> q.reserveStorage(id, file.atLeast(), file.atMost(), true, later, Story.NOON)));
      } else if (held < file.size()) {
        hear(
            store.ask(
                q ->
                    q.growStorage(
                        id,
                        file.size(),
                        Math.max(file.size(), file.atMost()),
                        true,
                        later,
                        Story.NOON)));
      } else if (file.breaksOff()) {
        store.ask(
            q -> {
              q.releaseStorage(id, "broken off", Story.NOON);
              return true;
            });
        isOver = true;
      } else {
        isOver = store.ask(q -> q.takeStorage(id, file.size(), Story.NOON));
      }
    }

    private void hear(StorageAdmission admission) {
      if (admission instanceof StorageAdmission.Admitted admitted) {
        held = admitted.bytes();
      }
      if (admission instanceof StorageAdmission.Refused why) {
        refused = why.why();
        isOver = true;
      }
    }
  }

  /** A quota that is loaded from its events for each command. */
  private static final class Store {
    private static final String ID = Ids.quotaOf(Story.AGENT).toString();
    private final EmbeddedEventStore events =
        EmbeddedEventStore.builder().storageEngine(new InMemoryEventStorageEngine()).build();
    private final EventSourcingRepository<Quota> quotas =
        EventSourcingRepository.builder(Quota.class).eventStore(events).build();

    Store() {
      var unit = DefaultUnitOfWork.startAndGet(null);
      events.publish(
          new GenericDomainEventMessage<>(
              "Quota",
              ID,
              0,
              new QuotaOpened(
                  Story.AGENT,
                  Story.ENTITY,
                  new QuotaLimits(1, BigDecimal.ONE, LIMIT),
                  OveragePolicy.ALLOW,
                  Story.MARCH,
                  Story.NOON)));
      unit.commit();
    }

    <T> T ask(Function<Quota, T> command) {
      var unit = DefaultUnitOfWork.startAndGet(null);
      var answer = quotas.load(ID).invoke(command);
      unit.commit();
      check();
      return answer;
    }

    private void check() {
      var storage = new Storage();
      events
          .readEvents(ID)
          .asStream()
          .map(message -> message.getPayload())
          .filter(StorageEvent.class::isInstance)
          .map(StorageEvent.class::cast)
          .forEach(
              event -> {
                storage.on(event);
                assertThat(storage.used() + storage.reserved()).isBetween(0L, LIMIT);
              });
      last = storage;
    }

    private Storage last = new Storage();

    long reserved() {
      return last.reserved();
    }
  }

  private static File file(Random random) {
    var size = random.nextInt(601);
    var breaksOff = random.nextInt(5) == 0;
    return switch (random.nextInt(3)) {
      case 0 -> new File(size, size, size, breaksOff);
      case 1 -> new File(size, Math.max(0, size - 50), size + 2, breaksOff);
      default -> new File(Math.max(size, 1), 1, 5000, breaksOff);
    };
  }
}
