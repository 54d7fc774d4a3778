package com.geniinow.runtime.command.price;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.price.PriceVersions.Version;
import com.geniinow.runtime.events.price.ModelPrice;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PriceVersionsTest {
  private static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");
  private static final Instant APRIL = Instant.parse("2026-04-01T00:00:00Z");
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");

  @Test
  void in_force_is_the_latest_that_has_begun() {
    var book = book(version("m", 1, MARCH), version("m", 2, APRIL));

    assertThat(inForce(book, "m", APRIL.minusNanos(1_000))).isEqualTo(1);
    assertThat(inForce(book, "m", APRIL)).isEqualTo(2);
  }

  @Test
  void of_two_that_begin_together_the_later_version_counts() {
    var book = book(version("m", 2, MARCH), version("m", 1, MARCH));

    assertThat(inForce(book, "m", APRIL)).isEqualTo(2);
  }

  @Test
  void a_version_that_is_made_later_ends_where_one_that_was_planned_begins() {
    var book = book(version("m", 1, MARCH), version("m", 2, MAY), version("m", 3, APRIL));

    assertThat(inForce(book, "m", MAY.minusSeconds(1))).isEqualTo(3);
    assertThat(inForce(book, "m", MAY)).isEqualTo(2);
  }

  @Test
  void before_there_was_a_book_the_first_counts() {
    var book = PriceVersions.of(2, APRIL, List.of(version("m", 1, APRIL), version("m", 2, MAY)));

    assertThat(inForce(book, "m", MARCH)).isOne();
  }

  @Test
  void a_price_that_is_yet_to_come_is_none() {
    assertThat(book(version("m", 1, APRIL)).at("m", MARCH)).isEmpty();
  }

  @Test
  void a_dated_variant_costs_what_its_family_costs_until_it_is_listed_itself() {
    var book =
        book(
            version("gpt-4o", 1, MARCH),
            version("gpt-4o", 2, MAY),
            version("gpt-4o-2024-05-13", 7, APRIL));

    assertThat(book.at("gpt-4o-2024-08-06", MAY).orElseThrow().version()).isEqualTo(2);
    assertThat(book.at("gpt-4o-2024-05-13", MARCH).orElseThrow().model()).isEqualTo("gpt-4o");
    assertThat(book.at("gpt-4o-2024-05-13", MAY).orElseThrow().version()).isEqualTo(7);
  }

  @Test
  void a_model_that_nobody_listed_has_no_price() {
    var book = book(version("gpt-4o", 1, MARCH));

    assertThat(book.at("gpt-9", MAY)).isEmpty();
    assertThat(book.at("gpt-4o-audio", MAY)).isEmpty();
    assertThat(book.at("gpt-4o-2024-08", MAY)).isEmpty();
    assertThat(book.at("ft:gpt-4o-2024-08-06:org::id", MAY)).isEmpty();
  }

  private static int inForce(PriceVersions book, String model, Instant at) {
    return book.at(model, at).orElseThrow().version();
  }

  private static PriceVersions book(Version... versions) {
    return PriceVersions.of(versions.length, MARCH, List.of(versions));
  }

  private static Version version(String model, int version, Instant from) {
    return new Version(
        model, version, from, ModelPrice.of(BigDecimal.ONE, null, BigDecimal.valueOf(version)));
  }
}
