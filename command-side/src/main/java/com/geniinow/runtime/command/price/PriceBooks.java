package com.geniinow.runtime.command.price;

import com.geniinow.runtime.command.line.AgentEntry;
import com.geniinow.runtime.events.Ids;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.Repository;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The one place that loads the price book, for commands of the platform's line. */
@Component
public class PriceBooks {
  private final Repository<PriceBook> books;

  PriceBooks(Repository<PriceBook> books) {
    this.books = books;
  }

  /** The book; null before its first price. */
  @Nullable Aggregate<PriceBook> find() {
    var entry = AgentEntry.current();
    return entry == null || entry.agentVersion() < 0 ? null : load();
  }

  /** The book, which there is: also one that this command has made. */
  Aggregate<PriceBook> load() {
    return books.load(Ids.PLATFORM.toString());
  }
}
