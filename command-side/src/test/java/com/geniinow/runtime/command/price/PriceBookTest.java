package com.geniinow.runtime.command.price;

import static com.geniinow.runtime.command.testing.Story.NOON;
import static com.geniinow.runtime.command.testing.Story.task;

import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.command.testing.AggregateScene;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.price.ModelPrice;
import com.geniinow.runtime.events.price.PriceEvent.PriceSet;
import com.geniinow.runtime.events.price.PriceEvent.RepriceOrdered;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class PriceBookTest {
  private static final ModelPrice CHEAP = ModelPrice.of(BigDecimal.ONE, null, BigDecimal.TWO);
  private static final ModelPrice DEAR = ModelPrice.of(BigDecimal.TWO, null, BigDecimal.TEN);

  private final AggregateScene<PriceBook> scene =
      new AggregateScene<>(PriceBook.class, Ids.PLATFORM);

  @Test
  void each_model_counts_its_own_versions() {
    scene
        .given(set("a", 1, CHEAP), set("b", 1, CHEAP), set("b", 2, DEAR))
        .when(
            book -> {
              book.set("a", DEAR, NOON, "dearer", "admin", NOON);
              book.set("c", CHEAP, NOON, "dearer", "admin", NOON);
            })
        .expectEvents(set("a", 2, DEAR), set("c", 1, CHEAP));
  }

  @Test
  void a_reprice_is_noted() {
    scene
        .given(set("a", 1, CHEAP), set("a", 2, DEAR))
        .when(book -> order(book, "a", 1))
        .expectEvents(
            new RepriceOrdered(
                Ids.PLATFORM, task(1), "a", 1, NOON, NOON.plusSeconds(9), "wrong", "ann", NOON));
  }

  @Test
  void no_reprice_is_at_a_version_that_there_is_not() {
    scene
        .given(set("a", 1, CHEAP))
        .when(book -> order(book, "a", 2))
        .expectException(RefusedException.class);
    new AggregateScene<>(PriceBook.class, Ids.PLATFORM)
        .given(set("a", 1, CHEAP))
        .when(book -> order(book, "b", 1))
        .expectException(RefusedException.class);
  }

  private static void order(PriceBook book, String model, int version) {
    book.order(
        task(1),
        model,
        version,
        NOON,
        NOON.plusSeconds(9),
        new PriceBook.Reason("wrong", "ann"),
        NOON);
  }

  private static PriceSet set(String model, int version, ModelPrice price) {
    return new PriceSet(Ids.PLATFORM, model, version, price, NOON, "dearer", "admin", NOON);
  }
}
