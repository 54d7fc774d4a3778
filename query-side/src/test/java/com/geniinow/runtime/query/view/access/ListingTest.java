package com.geniinow.runtime.query.view.access;

import static com.geniinow.runtime.query.testing.Callers.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.geniinow.runtime.platform.web.Cursor;
import com.geniinow.runtime.platform.web.Page;
import com.geniinow.runtime.platform.web.PageQuery;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.Pages;
import com.geniinow.runtime.testing.Property;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A list in order of time and id, a page at a time. */
class ListingTest {
  private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
  private static final CallerReads READS = Database.reads();

  private record Item(Instant at, UUID id) {}

  @Test
  void whatever_is_in_it_every_item_comes_once_and_in_order() {
    Property.holds(
        25,
        random -> {
          var items = Property.list(random, 1, 20, ListingTest::item).stream().distinct().toList();
          var sorted =
              items.stream()
                  .sorted(Comparator.comparing(Item::at).thenComparing(i -> i.id().toString()))
                  .toList();

          Pages.assertIs(sorted, page -> read(listing(items), page));
        });
  }

  /** Many of one moment, and moments that a microsecond parts. */
  private static Item item(Random random) {
    return new Item(
        NOON.plusNanos(1_000L * random.nextInt(4)), new UUID(random.nextLong(), random.nextLong()));
  }

  @Test
  void conditions_add_up_and_what_is_null_is_none() {
    var items = List.of(new Item(NOON, new UUID(0, 1)), new Item(NOON, new UUID(0, 2)));

    assertThat(all(listing(items).and("id = ?", null))).hasSize(2);
    assertThat(all(listing(items).and("id = ?", new UUID(0, 2)))).containsExactly(items.get(1));
    assertThat(all(listing(items).and("id = ?", new UUID(0, 2)).and("at > ?", NOON))).isEmpty();
  }

  @Test
  void a_range_is_half_open_and_may_be_open_at_either_end() {
    var items =
        List.of(
            new Item(NOON, new UUID(0, 1)),
            new Item(NOON.plusSeconds(1), new UUID(0, 2)),
            new Item(NOON.plusSeconds(2), new UUID(0, 3)));

    assertThat(all(listing(items).between(NOON, NOON.plusSeconds(2))))
        .isEqualTo(items.subList(0, 2));
    assertThat(all(listing(items).between(null, NOON.plusSeconds(1))))
        .isEqualTo(items.subList(0, 1));
    assertThat(all(listing(items).between(NOON.plusSeconds(1), null)))
        .isEqualTo(items.subList(1, 3));
    assertThat(all(listing(items).between(null, null))).isEqualTo(items);
  }

  @Test
  void a_range_that_ends_before_it_begins_is_refused() {
    Pages.assertInvalid("from", () -> Listing.mustBeInOrder(NOON, NOON.minusNanos(1)));
    assertThatCode(() -> Listing.mustBeInOrder(NOON, NOON)).doesNotThrowAnyException();
    assertThatCode(() -> Listing.mustBeInOrder(null, NOON)).doesNotThrowAnyException();
    assertThatCode(() -> Listing.mustBeInOrder(NOON, null)).doesNotThrowAnyException();
  }

  private static Listing listing(List<Item> items) {
    var rows =
        items.stream()
            .map(item -> "('%s'::timestamptz, '%s'::uuid)".formatted(item.at(), item.id()))
            .collect(Collectors.joining(", "));
    return new Listing(
            "SELECT at, id FROM (VALUES %s) AS i (at, id) WHERE ? = 1".formatted(rows), "at", "id")
        .with(1);
  }

  private static List<Item> all(Listing listing) {
    return read(listing, Pages.FIRST).items();
  }

  private static Page<Item> read(Listing listing, PageQuery page) {
    return READS.as(
        ADMIN,
        jdbc ->
            listing.read(
                jdbc,
                page,
                (row, n) ->
                    new Item(
                        row.getObject(1, OffsetDateTime.class).toInstant(),
                        row.getObject(2, UUID.class)),
                item -> new Cursor.TimeAndId(item.at(), item.id())));
  }
}
