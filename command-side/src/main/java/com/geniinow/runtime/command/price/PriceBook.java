package com.geniinow.runtime.command.price;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.geniinow.runtime.command.price.PriceVersions.Version;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.price.ModelPrice;
import com.geniinow.runtime.events.price.PriceEvent;
import com.geniinow.runtime.events.price.PriceEvent.PriceSet;
import com.geniinow.runtime.events.price.PriceEvent.RepriceOrdered;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** What models cost, with every change of it; there is one, the platform's. */
@Aggregate(repository = "priceBookRepository")
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
public class PriceBook {
  @AggregateIdentifier private UUID bookId;
  private Map<String, List<Version>> models = new LinkedHashMap<>();

  /** For Axon, which then applies the events. */
  @SuppressWarnings("NullAway.Init")
  protected PriceBook() {}

  /** Opens it with its first price. */
  @SuppressWarnings("NullAway.Init")
  PriceBook(
      String model, ModelPrice price, Instant validFrom, String reason, String by, Instant at) {
    apply(new PriceSet(Ids.PLATFORM, model, 1, price, validFrom, reason, by, at));
  }

  /**
   * The price of a model that is in force at a moment, or else the one that was set last; null for
   * a model that has none.
   */
  @Nullable ModelPrice at(String model, Instant moment) {
    var versions = versions(model);
    return versions.isEmpty()
        ? null
        : PriceVersions.inForce(versions, moment).orElse(versions.getLast()).price();
  }

  private List<Version> versions(String model) {
    return models.getOrDefault(model, List.of());
  }

  /** Makes the next version of a model's price. */
  PriceSet set(
      String model, ModelPrice price, Instant validFrom, String reason, String by, Instant at) {
    var event =
        new PriceSet(
            Ids.PLATFORM, model, versions(model).size() + 1, price, validFrom, reason, by, at);
    apply(event);
    return event;
  }

  /**
   * Notes that uses of a model get another price.
   *
   * @throws RefusedException when the model has no such version
   */
  void order(
      UUID repriceId, String model, int version, Instant from, Instant to, Reason why, Instant at) {
    mustHave(model, version);
    apply(
        new RepriceOrdered(
            Ids.PLATFORM, repriceId, model, version, from, to, why.reason(), why.by(), at));
  }

  /** Why, and who says so. */
  record Reason(String reason, String by) {}

  /**
   * @throws RefusedException when the model has no such version
   */
  void mustHave(String model, int version) {
    if (versions(model).isEmpty()) {
      throw new Refusal.NotFound("price of", model).exception();
    }
    if (version < 1 || version > versions(model).size()) {
      throw new Refusal.InvalidValue("version", "is no version of this model's price").exception();
    }
  }

  @EventSourcingHandler
  void on(PriceEvent event) {
    bookId = event.agentId();
    switch (event) {
      case PriceSet e ->
          models
              .computeIfAbsent(e.model(), any -> new ArrayList<>())
              .add(new Version(e.model(), e.version(), e.validFrom(), e.price()));
      case RepriceOrdered e -> {}
    }
  }
}
