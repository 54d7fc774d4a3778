package com.geniinow.runtime.command.price;

import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.events.price.ModelPrice;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The price book as it is looked at outside commands: at most a second old, so that nothing is held
 * by it. A command that holds looks again.
 */
@Component
public class ListedModels {
  private static final Duration FRESH = Duration.ofSeconds(1);

  private static final Read NOTHING = new Read(PriceVersions.NONE, Instant.MIN);

  private final Supplier<PriceVersions> table;
  private final Now now;
  private volatile Read last = NOTHING;
  private volatile Instant lookedAgain = Instant.MIN;

  @Autowired
  ListedModels(@Qualifier(StoreConfiguration.SYSTEM) JdbcClient system, Now now) {
    this(wholeBook(new PriceTable(system)), now);
  }

  ListedModels(Supplier<PriceVersions> table, Now now) {
    this.table = table;
    this.now = now;
  }

  private static Supplier<PriceVersions> wholeBook(PriceTable table) {
    return () -> table.read(-1);
  }

  private record Read(PriceVersions book, Instant at) {}

  /** A model with a price. */
  public record Listed(String model, ModelPrice price, Instant validFrom) {}

  /** What is known of a model; a dated variant goes with its family. */
  public Optional<ModelPrice> find(String model) {
    var at = now.get();
    return book(at).at(model, at).map(PriceVersions.Version::price);
  }

  /** Every model with a price, by name. */
  public List<Listed> all() {
    var at = now.get();
    return book(at).models().values().stream()
        .flatMap(versions -> PriceVersions.inForce(versions, at).stream())
        .map(v -> new Listed(v.model(), v.price(), v.validFrom()))
        .sorted(Comparator.comparing(Listed::model))
        .toList();
  }

  /**
   * Reads anew at the next look, for what another process may just have set; once a second at most,
   * or anybody who names models that don't exist would have the book read at each request.
   */
  public void lookAgain() {
    var at = now.get();
    if (!isFresh(lookedAgain, at)) {
      lookedAgain = at;
      forget();
    }
  }

  /** Reads anew at the next look. */
  public void forget() {
    last = NOTHING;
  }

  private PriceVersions book(Instant at) {
    var read = last;
    if (isFresh(read.at(), at)) {
      return read.book();
    }
    var fresh = new Read(table.get(), at);
    last = fresh;
    return fresh.book();
  }

  private static boolean isFresh(Instant then, Instant at) {
    return !then.equals(Instant.MIN) && !at.isBefore(then) && at.isBefore(then.plus(FRESH));
  }
}
