package com.geniinow.runtime.command.price;

import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.price.ModelPrice;
import com.geniinow.runtime.events.price.PriceEvent.PriceSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.Repository;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Changes of the price book. */
@Component
class PriceHandler {
  private static final String CONFIGURED = "as configured";
  private static final String RUNTIME = "runtime";

  private final Repository<PriceBook> books;
  private final PriceBooks opened;
  private final PriceTable table;
  private final RepriceTable reprices;
  private final Now now;

  PriceHandler(
      Repository<PriceBook> books,
      PriceBooks opened,
      PriceTable table,
      RepriceTable reprices,
      Now now) {
    this.books = books;
    this.opened = opened;
    this.table = table;
    this.reprices = reprices;
    this.now = now;
  }

  /** Where nothing is missing, nobody is kept waiting. */
  @CommandHandler
  List<String> handle(OpenPriceBook c) throws Exception {
    var book = opened.find();
    List<String> differing = new ArrayList<>();
    Map<String, ModelPrice> missing = new LinkedHashMap<>();
    for (var configured : c.configured().entrySet()) {
      var before = at(book, configured.getKey(), c.at());
      if (before == null) {
        missing.put(configured.getKey(), configured.getValue());
      } else if (!before.equals(configured.getValue())) {
        differing.add(configured.getKey());
      }
    }
    if (!missing.isEmpty()) {
      table.holdAlone();
      var from = now.get();
      for (var price : missing.entrySet()) {
        set(book, price.getKey(), price.getValue(), from, CONFIGURED, RUNTIME, c.at());
        book = book == null ? opened.load() : book;
      }
    }
    return differing;
  }

  /** Dated once nobody is left who may hold by the price of before. */
  @CommandHandler
  PriceSet handle(SetPrice c) throws Exception {
    table.holdAlone();
    var book = opened.find();
    var moment = now.get();
    var from = c.validFrom() == null || c.validFrom().isBefore(moment) ? moment : c.validFrom();
    var price = c.change().onto(at(book, c.model(), from));
    if (PriceRules.namesItself(c.model(), price.fallback())) {
      throw new Refusal.InvalidValue("fallback", "must not name the model itself").exception();
    }
    return set(book, c.model(), price, from, c.reason(), c.by(), c.at());
  }

  private static @Nullable ModelPrice at(
      @Nullable Aggregate<PriceBook> book, String model, Instant moment) {
    return book == null ? null : book.invoke(b -> b.at(model, moment));
  }

  private PriceSet set(
      @Nullable Aggregate<PriceBook> book,
      String model,
      ModelPrice price,
      Instant from,
      String reason,
      String by,
      Instant at)
      throws Exception {
    if (book == null) {
      books.newInstance(() -> new PriceBook(model, price, from, reason, by, at));
      return new PriceSet(Ids.PLATFORM, model, 1, price, from, reason, by, at);
    }
    return book.invoke(b -> b.set(model, price, from, reason, by, at));
  }

  @CommandHandler
  void handle(OrderReprice c) {
    var book = opened.find();
    if (book == null) {
      throw new Refusal.NotFound("price of", c.model()).exception();
    }
    book.execute(
        b -> {
          if (c.dryRun()) {
            b.mustHave(c.model(), c.version());
          } else {
            var why = new PriceBook.Reason(c.reason(), c.by());
            b.order(c.repriceId(), c.model(), c.version(), c.from(), c.to(), why, c.at());
          }
        });
    reprices.add(c);
  }
}
