package com.geniinow.runtime.command.price;

import com.geniinow.runtime.command.line.AgentEntry;
import com.geniinow.runtime.command.price.PriceVersions.Version;
import com.geniinow.runtime.command.quota.HeldPrice;
import com.geniinow.runtime.command.quota.TokenClasses;
import com.geniinow.runtime.events.quota.OveragePolicy;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What calls cost. Asked inside a command: the book is kept in memory, and the command's first
 * statement has read how far it has come and holds it there, so that what is kept is never older
 * than what counts.
 */
@Component
public class Prices {
  private final PriceTable table;
  private volatile PriceVersions kept = PriceVersions.NONE;

  Prices(PriceTable table) {
    this.table = table;
  }

  /**
   * The most that this many tokens can cost, by the price in force at a moment; empty for a model
   * without a price.
   *
   * @param model null where none is called, which costs nothing
   * @param at when they are held
   */
  public Optional<Charge> worstCase(@Nullable String model, long tokens, Instant at) {
    return model == null
        ? Optional.of(Charge.NOTHING)
        : book()
            .at(model, at)
            .map(v -> new Charge(new Rates(v.price()).worstCase(tokens), price(v), false));
  }

  /**
   * As {@link #worstCase}; a model without a price costs nothing where the policy allows anything.
   */
  public Optional<Charge> worstCase(
      @Nullable String model, long tokens, OveragePolicy policy, Instant at) {
    var most = worstCase(model, tokens, at);
    return most.isEmpty() && policy == OveragePolicy.ALLOW ? Optional.of(Charge.NOTHING) : most;
  }

  /**
   * What a use costs by the price of its hold; empty for a model that had none then.
   *
   * @param model null where none was called, which costs nothing; where it isn't the one that was
   *     held for, its own price of that moment counts
   * @param heldAt when its hold was made
   * @param held the price that it was held by; null where it had none, and for holds of before
   */
  public Optional<Charge> cost(
      @Nullable String model, TokenClasses tokens, Instant heldAt, @Nullable HeldPrice held) {
    return model == null
        ? Optional.of(Charge.NOTHING)
        : book().at(model, heldAt).map(v -> cost(held(v, held), tokens));
  }

  private Version held(Version ofMoment, @Nullable HeldPrice held) {
    return held == null || !held.model().equals(ofMoment.model())
        ? ofMoment
        : book().version(held.model(), held.version()).orElse(ofMoment);
  }

  /** The price of a call that is held now; empty for a model without one. */
  public Optional<CallPrice> ofCall(String model, Instant at) {
    return book().at(model, at).map(v -> new CallPrice(v.price(), price(v)));
  }

  /** The model whose price counted for another at a moment: itself, or its family. */
  Optional<String> pricedAs(String model, Instant heldAt) {
    return book().at(model, heldAt).map(Version::model);
  }

  /** What tokens cost at one version; of a use that nobody reported, at most. */
  Optional<BigDecimal> cost(String model, int version, TokenClasses tokens, boolean atMost) {
    return book()
        .version(model, version)
        .map(v -> new Rates(v.price()))
        .map(rates -> atMost ? rates.worstCase(tokens.total()) : rates.cost(tokens));
  }

  private static Charge cost(Version version, TokenClasses tokens) {
    var rates = new Rates(version.price());
    return new Charge(rates.cost(tokens), price(version), rates.isAssumed(tokens));
  }

  private static HeldPrice price(Version version) {
    return new HeldPrice(version.model(), version.version());
  }

  private PriceVersions book() {
    var entry = AgentEntry.current();
    if (entry == null) {
      throw new IllegalStateException("prices are asked for by commands only");
    }
    var book = kept;
    if (book.position() != entry.prices()) {
      book = table.read(entry.prices());
      kept = book;
    }
    return book;
  }
}
