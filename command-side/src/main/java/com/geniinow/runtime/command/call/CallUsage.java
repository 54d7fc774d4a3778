package com.geniinow.runtime.command.call;

import com.geniinow.runtime.command.price.Prices;
import com.geniinow.runtime.command.price.Tiers;
import com.geniinow.runtime.command.quota.Reserved;
import com.geniinow.runtime.command.quota.TokenClasses;
import com.geniinow.runtime.command.quota.Usage;
import com.geniinow.runtime.events.Usd;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What of a model call is charged. What a provider says counts as far as it can be true: it can't
 * have read more than the prompt's bytes and the most of its images, nor written more than was
 * held.
 */
@Component
class CallUsage {
  private final Prices prices;

  CallUsage(Prices prices) {
    this.prices = prices;
  }

  /** Whether the provider said both counts. */
  static boolean isTold(EndCall c) {
    var said = c.said();
    return said != null
        && said.input() != null
        && (said.output() != null || c.countedOutput() == 0);
  }

  Usage of(EndCall c, Reserved hold) {
    return switch (c.ending()) {
      case NOTHING -> new Usage(c.model(), 0, 0, Usd.ZERO);
      case UNKNOWN -> most(c, hold);
      case ANSWERED, PARTLY ->
          c.hiddenOutput() && output(c) == null ? most(c, hold) : counted(c, hold);
    };
  }

  private static @Nullable Long output(EndCall c) {
    return c.said() == null ? null : c.said().output();
  }

  /** Nobody can tell: what was held. */
  private static Usage most(EndCall c, Reserved hold) {
    return new Usage(
        c.model(),
        TokenClasses.of(0, hold.tokens()),
        hold.costUsd(),
        hold.price() == null ? null : hold.price().version(),
        false,
        null,
        false);
  }

  private Usage counted(EndCall c, Reserved hold) {
    var said = c.said();
    long saidInput = said == null || said.input() == null ? c.countedInput() : said.input();
    var toldOutput = output(c);
    long saidOutput = toldOutput == null ? c.countedOutput() : toldOutput;
    if (c.ending() == EndCall.Ending.PARTLY) {
      // What it said in mid-stream is of that moment.
      saidOutput = Math.max(saidOutput, c.countedOutput());
    }
    long input = Math.min(saidInput, Math.max(c.mostInput(), hold.tokens()));
    // Our own count never makes an overage.
    var isOurs = toldOutput == null || saidOutput > toldOutput;
    long output = Math.min(saidOutput, isOurs ? Math.max(0, hold.tokens() - input) : hold.tokens());
    var tokens =
        TokenClasses.within(
            input,
            or(said == null ? null : said.cachedInput()),
            or(said == null ? null : said.cacheWrite()),
            output,
            or(said == null ? null : said.reasoning()));
    var tier = said == null ? null : said.serviceTier();
    var listed = prices.cost(c.model(), tokens, hold.at(), hold.price()).orElse(null);
    long told = Math.addExact(saidInput, saidOutput);
    return new Usage(
        c.model(),
        tokens,
        listed == null ? null : cost(Tiers.cost(listed.usd(), tier), isOurs, hold),
        listed == null ? null : listed.version(),
        Tiers.isDearer(tier) || (listed != null && listed.assumed()),
        told > input + output && !isOurs ? (Long) told : null,
        true);
  }

  private static BigDecimal cost(BigDecimal usd, boolean isOurs, Reserved hold) {
    return isOurs && hold.price() != null ? usd.min(hold.costUsd()) : usd;
  }

  private static long or(@Nullable Long count) {
    return count == null ? 0 : count;
  }
}
