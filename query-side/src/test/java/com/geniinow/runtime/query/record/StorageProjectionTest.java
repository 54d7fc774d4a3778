package com.geniinow.runtime.query.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.events.quota.StorageEvent.StorageFreed;
import com.geniinow.runtime.events.quota.StorageEvent.StorageRefused;
import com.geniinow.runtime.events.quota.StorageEvent.StorageReleased;
import com.geniinow.runtime.events.quota.StorageEvent.StorageReserved;
import com.geniinow.runtime.events.quota.StorageEvent.StorageTaken;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;

/** What files take and what uploads hold, in the quota's row. */
class StorageProjectionTest {
  private static final UUID FILE = new UUID(4, 4);
  private static final Instant AT = Instant.parse("2026-03-11T08:00:00.123456Z");

  private final RecordedAgent agent = RecordedAgent.provisioned();

  @Test
  void an_upload_on_its_way_holds_and_does_not_take() {
    agent.commit(reserved(500));

    holds(0, 500);
    assertThat(agent.quota()).containsEntry("updated_at", AT.toString());
  }

  @Test
  void a_file_that_is_kept_takes_what_it_has_and_ends_its_hold() {
    agent.commit(reserved(500));
    agent.commit(new StorageTaken(agent.id(), FILE, 321, 500, AT));

    holds(321, 0);
  }

  @Test
  void an_upload_that_did_not_come_gives_its_hold_back() {
    agent.commit(reserved(500), reserved(70));
    agent.commit(new StorageReleased(agent.id(), FILE, 500, "expired", AT));

    holds(0, 70);
  }

  @Test
  void a_deleted_file_gives_back_what_it_took() {
    agent.commit(new StorageTaken(agent.id(), FILE, 321, 0, AT));
    agent.commit(new StorageTaken(agent.id(), FILE, 9, 0, AT));
    agent.commit(new StorageFreed(agent.id(), FILE, 321, AT));

    holds(9, 0);
  }

  @Test
  void a_hold_from_before_holds_were_counted_may_leave_less_than_nothing() {
    agent.commit(new StorageTaken(agent.id(), FILE, 10, 500, AT));

    holds(10, -500);
  }

  @Test
  void a_refused_file_takes_nothing() {
    var before = agent.quota();
    agent.commit(new StorageRefused(agent.id(), FILE, 100, 90, 5, 20, AT));

    assertThat(agent.quota()).isEqualTo(before);
  }

  @Test
  void more_than_is_taken_cannot_be_given_back() {
    agent.commit(new StorageTaken(agent.id(), FILE, 10, 0, AT));

    assertThatThrownBy(() -> agent.commit(new StorageFreed(agent.id(), FILE, 11, AT)))
        .isInstanceOf(DataIntegrityViolationException.class);
    holds(10, 0);
  }

  private StorageReserved reserved(long bytes) {
    return new StorageReserved(agent.id(), FILE, bytes, AT.plusSeconds(60), AT);
  }

  private void holds(long used, long reserved) {
    assertThat(agent.quota())
        .containsEntry("storage_used_bytes", Long.toString(used))
        .containsEntry("storage_reserved_bytes", Long.toString(reserved));
  }
}
