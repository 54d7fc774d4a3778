package com.geniinow.runtime.command.call;

import com.geniinow.runtime.command.price.CallPrice;
import com.geniinow.runtime.command.price.Prices;
import com.geniinow.runtime.command.quota.CallRoom;
import com.geniinow.runtime.command.quota.HeldPrice;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.quota.OveragePolicy;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Where a call may go, by the price book as its command sees it, and what that costs. */
@Component
class CallRoutes {
  /** Less than this left is no room for an answer. */
  private static final long LEAST = 16; // tokens

  private final Prices prices;
  private final ProviderKinds kinds;

  CallRoutes(Prices prices, ProviderKinds kinds) {
    this.prices = prices;
    this.kinds = kinds;
  }

  /**
   * A model that may be asked.
   *
   * @param price null where it has none
   */
  private record Priced(Route route, long prompt, @Nullable CallPrice price) {
    BigDecimal worst(long cap) {
      return price == null ? Usd.ZERO : price.worst(prompt, cap);
    }

    /** The cap where there is room for everything: no more than the model writes. */
    long usual(long otherwise) {
      return price == null || price.entry().maxOutputTokens() == null
          ? otherwise
          : Math.min(otherwise, price.entry().maxOutputTokens());
    }

    /** The most tokens of an answer that there is room for. */
    long output(CallRoom room, long usually) {
      long most = usually;
      if (room.tokens() != null) {
        most = Math.min(most, Math.max(0, room.tokens().longValue() - prompt));
      }
      return price == null || room.costUsd() == null
          ? most
          : Math.min(most, price.output(prompt, room.costUsd()));
    }
  }

  /** Every model that may be asked; what is held is enough for the dearest. */
  record Found(List<Priced> models) {
    List<Route> routes() {
      return models.stream().map(Priced::route).toList();
    }

    long prompt() {
      return models.stream().mapToLong(Priced::prompt).max().orElse(0);
    }

    BigDecimal worst(long cap) {
      return Usd.of(
          models.stream().map(model -> model.worst(cap)).reduce(Usd.ZERO, BigDecimal::max));
    }

    @Nullable HeldPrice held() {
      var price = models.getFirst().price();
      return price == null ? null : price.held();
    }

    /** The highest cap that may be sent, were there room for everything. */
    long most(HoldCall c, long usual) {
      if (c.leastCap() == 0 || c.namedCap() != null) {
        return c.namedCap() == null ? 0 : c.namedCap();
      }
      long usually = models.stream().mapToLong(model -> model.usual(usual)).min().orElse(0);
      return Math.max(usually, c.leastCap());
    }

    /** The cap that is sent: the client's own, or as much as there is room for. */
    long cap(HoldCall c, CallRoom room, long usual) {
      if (c.leastCap() == 0) {
        return 0;
      }
      if (c.namedCap() != null) {
        return c.namedCap();
      }
      long usually = models.stream().mapToLong(model -> model.usual(usual)).min().orElse(0);
      long most = models.stream().mapToLong(model -> model.output(room, usually)).min().orElse(0);
      return Math.max(most, Math.max(Math.min(LEAST, usually), c.leastCap()));
    }
  }

  /** Null where the book names other fallbacks by now than the caller has counted for. */
  @Nullable Found of(HoldCall c, OveragePolicy policy) {
    var asked = c.candidates().getFirst();
    var first = priced(c, asked, policy);
    var models = new ArrayList<>(List.of(first));
    var entry = first.price() == null ? null : first.price().entry();
    var fallback = entry == null || entry.fallback() == null ? List.of() : entry.fallback();
    for (var other : c.candidates().subList(1, c.candidates().size())) {
      if (!fallback.contains(other.model())) {
        return null;
      }
      models.add(priced(c, other, policy));
    }
    return new Found(models);
  }

  private Priced priced(HoldCall c, HoldCall.Candidate candidate, OveragePolicy policy) {
    var price = prices.ofCall(candidate.model(), c.at()).orElse(null);
    if (price == null && policy != OveragePolicy.ALLOW) {
      throw new Refusal.NoModel(candidate.model()).exception();
    }
    var entry = price == null ? null : price.entry();
    var provider = entry == null ? c.kind().wire() : entry.provider();
    var kind = kinds.of(provider);
    if (kind == null) {
      throw new Refusal.NoModel(candidate.model()).exception();
    }
    if (kind != c.kind()) {
      throw new Refusal.WrongProtocol(candidate.model(), kind.wire()).exception();
    }
    var route =
        new Route(
            candidate.model(),
            provider,
            entry == null ? null : entry.capField(),
            entry == null || entry.streamUsage() == null || entry.streamUsage(),
            entry != null && entry.hiddenOutput() != null && entry.hiddenOutput());
    return new Priced(route, candidate.promptTokens(), price);
  }
}
