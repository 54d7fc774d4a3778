package com.geniinow.runtime.command.price;

import com.geniinow.runtime.command.price.RepriceTable.Tally;
import com.geniinow.runtime.command.price.RepriceUses.Use;
import com.geniinow.runtime.command.quota.Correction;
import com.geniinow.runtime.command.quota.Corrections;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.events.Usd;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.axonframework.commandhandling.CommandHandler;
import org.springframework.stereotype.Component;

/**
 * Charges a use by another price: the difference to what it costs so far, once per version. The
 * order counts it in the same transaction, so that who dies or runs beside another neither counts
 * twice nor leaves out.
 */
@Component
class RepriceHandler {
  private final RepriceTable orders;
  private final RepriceUses uses;
  private final Prices prices;
  private final Corrections corrections;

  RepriceHandler(RepriceTable orders, RepriceUses uses, Prices prices, Corrections corrections) {
    this.orders = orders;
    this.uses = uses;
    this.prices = prices;
    this.corrections = corrections;
  }

  @CommandHandler
  void handle(RepriceUsage c) {
    if (orders.isNext(c.repriceId(), c.place())) {
      orders.counted(c.repriceId(), c.place(), reprice(c));
    }
  }

  private Tally reprice(RepriceUsage c) {
    var use = uses.find(c.usageId(), c.version()).orElse(null);
    if (use == null || use.wasPriced() || use.isSelfPriced() || isOfAnother(c, use)) {
      return Tally.UNCHANGED;
    }
    var delta = Usd.of(cost(c, use).subtract(use.costUsd().add(use.correctedUsd())));
    if (delta.signum() == 0) {
      return Tally.UNCHANGED;
    }
    return isTaken(c, use, delta) ? Tally.corrected(delta) : Tally.REFUSED;
  }

  /** A dated variant that had a price of its own didn't cost what its family cost. */
  private boolean isOfAnother(RepriceUsage c, Use use) {
    return !prices.pricedAs(use.model(), use.heldAt()).orElse(c.model()).equals(c.model());
  }

  /**
   * What it costs at the other price. Whatever made it cost more or less than was listed then, such
   * as a dearer tier or a limit that left no room, does so at the other price too.
   */
  private BigDecimal cost(RepriceUsage c, Use use) {
    var other = listed(c, use, c.version());
    var version = use.priceVersion();
    if (version == null) {
      return other;
    }
    var then = listed(c, use, version);
    return then.signum() == 0 || then.compareTo(use.costUsd()) == 0
        ? other
        : use.costUsd().multiply(other).divide(then, Usd.SCALE, RoundingMode.UP);
  }

  private BigDecimal listed(RepriceUsage c, Use use, int version) {
    return prices.cost(c.model(), version, use.tokens(), use.estimated()).orElseThrow();
  }

  private boolean isTaken(RepriceUsage c, Use use, BigDecimal delta) {
    var correction =
        new Correction(
            c.correctionId(),
            use.month(),
            use.day(),
            use.taskId(),
            use.model(),
            0,
            delta,
            new Correction.OtherPrice(c.usageId(), c.version()),
            c.reason());
    try {
      if (c.dryRun()) {
        corrections.check(c.agentId(), correction, c.at());
      } else {
        corrections.apply(c.agentId(), correction, c.by(), c.at());
      }
      return true;
    } catch (RefusedException e) {
      if (e.refusal() instanceof Refusal.CorrectionExceedsUse) {
        return false;
      }
      throw e;
    }
  }
}
