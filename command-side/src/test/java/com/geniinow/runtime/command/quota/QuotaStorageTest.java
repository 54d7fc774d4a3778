package com.geniinow.runtime.command.quota;

import static com.geniinow.runtime.command.testing.Story.AGENT;
import static com.geniinow.runtime.command.testing.Story.ENTITY;
import static com.geniinow.runtime.command.testing.Story.MARCH;
import static com.geniinow.runtime.command.testing.Story.NOON;

import com.geniinow.runtime.command.testing.AggregateScene;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaEvent.PeriodOpened;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaOpened;
import com.geniinow.runtime.events.quota.QuotaLimits;
import com.geniinow.runtime.events.quota.StorageEvent.StorageFreed;
import com.geniinow.runtime.events.quota.StorageEvent.StorageRefused;
import com.geniinow.runtime.events.quota.StorageEvent.StorageReleased;
import com.geniinow.runtime.events.quota.StorageEvent.StorageReserved;
import com.geniinow.runtime.events.quota.StorageEvent.StorageTaken;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Room for files: held before their bytes flow, settled to their size, given back. */
class QuotaStorageTest {
  private static final Instant LATER = NOON.plusSeconds(2400);

  private final AggregateScene<Quota> scene = new AggregateScene<>(Quota.class, Ids.quotaOf(AGENT));

  @Test
  void exactly_what_is_left_is_admitted() {
    scene
        .given(opened(1000), reserved(1, 300), taken(1, 250, 300), reserved(2, 150))
        .asking(reserve(600, 600))
        .expectResultMessagePayload(new StorageAdmission.Admitted(600))
        .expectEvents(reserved(9, 600));
  }

  @Test
  void one_byte_more_is_refused_and_the_refusal_explains_itself() {
    scene
        .given(opened(1000), reserved(1, 300), taken(1, 250, 300), reserved(2, 150))
        .asking(reserve(601, 601))
        .expectResultMessagePayload(new StorageAdmission.Refused(refused(1000, 250, 150, 601)))
        .expectEvents(refused(1000, 250, 150, 601));
  }

  @ParameterizedTest
  @EnumSource
  void the_storage_limit_blocks_whatever_the_policy(OveragePolicy policy) {
    scene.given(opened(10, policy)).asking(reserve(11, 11)).expectEvents(refused(10, 0, 0, 11));
  }

  @Test
  void a_file_of_unknown_size_holds_no_more_than_what_is_left() {
    scene
        .given(opened(1000), reserved(1, 400))
        .asking(reserve(1, 50_000))
        .expectResultMessagePayload(new StorageAdmission.Admitted(600))
        .expectEvents(reserved(9, 600));
  }

  @Test
  void nothing_left_refuses_a_file_of_unknown_size_but_takes_an_empty_one() {
    scene
        .given(opened(1000), reserved(1, 1000))
        .asking(reserve(1, 50_000))
        .expectEvents(refused(1000, 0, 1000, 1));
    new AggregateScene<>(Quota.class, Ids.quotaOf(AGENT))
        .given(opened(1000), reserved(1, 1000))
        .asking(reserve(0, 0))
        .expectEvents(reserved(9, 0));
  }

  @Test
  void a_limit_lowered_below_what_is_used_refuses_even_an_empty_file() {
    scene
        .given(opened(50), reserved(1, 100), taken(1, 100, 100))
        .asking(reserve(0, 0))
        .expectEvents(refused(50, 100, 0, 0));
  }

  @Test
  void a_kept_file_takes_its_real_size_and_its_hold_ends() {
    scene
        .given(opened(1000), reserved(9, 600))
        .asking(quota -> quota.takeStorage(file(9), 10, NOON))
        .expectResultMessagePayload(true)
        .expectEvents(taken(9, 10, 600));
  }

  @Test
  void a_file_whose_hold_is_gone_takes_nothing() {
    scene
        .given(opened(1000), reserved(9, 600), released(9, 600, "expired"))
        .asking(quota -> quota.takeStorage(file(9), 10, NOON))
        .expectResultMessagePayload(false)
        .expectNoEvents();
  }

  @Test
  void a_file_larger_than_its_hold_is_never_taken() {
    scene
        .given(opened(1000), reserved(9, 600))
        .when(quota -> quota.takeStorage(file(9), 601, NOON))
        .expectException(IllegalStateException.class)
        .expectNoEvents();
  }

  @Test
  void a_file_that_outgrew_what_was_left_is_refused_and_gives_its_hold_back() {
    scene
        .given(opened(1000), reserved(9, 600))
        .asking(grow(1001, 2000))
        .expectEvents(released(9, 600, "refused"), refused(1000, 0, 0, 1001));
  }

  @Test
  void a_file_that_outgrew_its_hold_gets_what_others_gave_back_meanwhile() {
    scene
        .given(opened(1000), reserved(9, 600), reserved(1, 400), taken(1, 100, 400))
        .asking(grow(601, 2000))
        .expectResultMessagePayload(new StorageAdmission.Admitted(900))
        .expectEvents(released(9, 600, "grown"), reserved(9, 900));
  }

  @Test
  void a_file_that_outgrew_its_hold_waits_for_those_who_may_end_with_less() {
    scene
        .given(opened(1000), reserved(9, 600), reserved(1, 400))
        .asking(quota -> quota.growStorage(file(9), 601, 700, true, LATER, NOON))
        .expectResultMessagePayload(new StorageAdmission.Later())
        .expectNoEvents();
  }

  @Test
  void who_may_fit_yet_waits_and_holds_nothing() {
    for (long atMost : new long[] {401, 50_000}) {
      new AggregateScene<>(Quota.class, Ids.quotaOf(AGENT))
          .given(opened(1000), reserved(1, 600))
          .asking(reserveOrWait(1, atMost))
          .expectResultMessagePayload(new StorageAdmission.Later())
          .expectNoEvents();
    }
  }

  @Test
  void who_can_not_fit_whatever_others_need_is_refused_at_once() {
    scene
        .given(opened(1000), reserved(1, 300), taken(1, 300, 300), reserved(2, 600))
        .asking(reserveOrWait(701, 701))
        .expectEvents(refused(1000, 300, 600, 701));
  }

  @Test
  void who_is_alone_waits_for_nobody() {
    scene
        .given(opened(1000), reserved(1, 600), taken(1, 600, 600), reserved(2, 0))
        .asking(reserveOrWait(1, 50_000))
        .expectEvents(reserved(9, 400));
  }

  @Test
  void a_hold_is_given_back_once() {
    scene
        .given(opened(1000), reserved(9, 600))
        .when(
            quota -> {
              quota.releaseStorage(file(9), "broken off", NOON);
              quota.releaseStorage(file(9), "broken off", NOON);
            })
        .expectEvents(released(9, 600, "broken off"));
  }

  @Test
  void what_a_deleted_file_took_can_be_used_again() {
    scene
        .given(
            opened(1000),
            reserved(1, 1000),
            taken(1, 1000, 1000),
            new StorageFreed(AGENT, file(1), 1000, NOON))
        .asking(reserve(1000, 1000))
        .expectResultMessagePayload(new StorageAdmission.Admitted(1000));
  }

  @Test
  void more_than_was_taken_is_never_given_back() {
    scene
        .given(opened(1000), reserved(1, 10), taken(1, 10, 10))
        .when(quota -> quota.freeStorage(file(1), 11, NOON))
        .expectException(IllegalStateException.class);
  }

  @Test
  void an_expired_hold_keeps_nobody_out() {
    scene
        .given(opened(1000), reserved(1, 1000))
        .asking(quota -> quota.reserveStorage(file(9), 5, 5, false, LATER.plusSeconds(9), LATER))
        .expectResultMessagePayload(new StorageAdmission.Admitted(5))
        .expectEvents(
            new StorageReleased(AGENT, file(1), 1000, "expired", LATER),
            new StorageReserved(AGENT, file(9), 5, LATER.plusSeconds(9), LATER));
  }

  @Test
  void an_expired_hold_is_in_nobodys_way_who_outgrows_his_own() {
    scene
        .given(
            opened(1000),
            reserved(1, 500),
            new StorageReserved(AGENT, file(9), 500, LATER.plusSeconds(9), NOON))
        .asking(quota -> quota.growStorage(file(9), 501, 800, true, LATER.plusSeconds(9), LATER))
        .expectResultMessagePayload(new StorageAdmission.Admitted(800))
        .expectEvents(
            new StorageReleased(AGENT, file(1), 500, "expired", LATER),
            new StorageReleased(AGENT, file(9), 500, "grown", LATER),
            new StorageReserved(AGENT, file(9), 800, LATER.plusSeconds(9), LATER));
  }

  @Test
  void no_more_than_a_hundred_uploads_are_on_their_way_at_once() {
    List<RuntimeEvent> past = new ArrayList<>(List.of(opened(1000)));
    IntStream.rangeClosed(101, 200).forEach(n -> past.add(reserved(n, 1)));

    scene
        .given(past)
        .asking(reserve(1, 1))
        .expectResultMessagePayload(new StorageAdmission.TooMany(100))
        .expectNoEvents();
  }

  @Test
  void files_stay_counted_when_a_month_begins() {
    var april = Instant.parse("2026-04-01T00:00:00Z");
    scene
        .given(opened(1000), reserved(1, 600), taken(1, 600, 600))
        .asking(
            quota -> quota.reserveStorage(file(9), 401, 401, false, april.plusSeconds(9), april))
        .expectEvents(
            new PeriodOpened(AGENT, "2026-04", MARCH, 0, Usd.ZERO, april),
            new StorageRefused(AGENT, file(9), 1000, 600, 0, 401, april));
  }

  private static Function<Quota, Object> reserve(long atLeast, long atMost) {
    return quota -> quota.reserveStorage(file(9), atLeast, atMost, false, LATER, NOON);
  }

  private static Function<Quota, Object> reserveOrWait(long atLeast, long atMost) {
    return quota -> quota.reserveStorage(file(9), atLeast, atMost, true, LATER, NOON);
  }

  private static Function<Quota, Object> grow(long atLeast, long atMost) {
    return quota -> quota.growStorage(file(9), atLeast, atMost, false, LATER, NOON);
  }

  private static UUID file(int n) {
    return new UUID(0xf1_1e00_0000_4000L, 0x8000_0000_0000_0000L | n);
  }

  private static QuotaOpened opened(long bytes) {
    return opened(bytes, OveragePolicy.BLOCK);
  }

  private static QuotaOpened opened(long bytes, OveragePolicy policy) {
    var limits = new QuotaLimits(1, BigDecimal.ONE, bytes);
    return new QuotaOpened(AGENT, ENTITY, limits, policy, MARCH, NOON);
  }

  private static StorageReserved reserved(int n, long bytes) {
    return new StorageReserved(AGENT, file(n), bytes, LATER, NOON);
  }

  private static StorageReleased released(int n, long bytes, String reason) {
    return new StorageReleased(AGENT, file(n), bytes, reason, NOON);
  }

  private static StorageTaken taken(int n, long bytes, long reserved) {
    return new StorageTaken(AGENT, file(n), bytes, reserved, NOON);
  }

  private static StorageRefused refused(long limit, long used, long reserved, long requested) {
    return new StorageRefused(AGENT, file(9), limit, used, reserved, requested, NOON);
  }
}
