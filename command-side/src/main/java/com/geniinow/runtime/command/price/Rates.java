package com.geniinow.runtime.command.price;

import com.geniinow.runtime.command.quota.TokenClasses;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.price.ModelPrice;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** What tokens cost by one version of a model's price. */
final class Rates {
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

  private final ModelPrice price;

  Rates(ModelPrice price) {
    this.price = price;
  }

  /**
   * The most that so many tokens can cost: all of the dearest class, and at the long-context prices
   * where all of them could be input of that length.
   */
  BigDecimal worstCase(long tokens) {
    var dearest = dearest(of(0));
    var length = price.longContextFrom();
    if (length != null && tokens >= length) {
      dearest = dearest.max(dearest(of(tokens)));
    }
    return usd(dearest.multiply(BigDecimal.valueOf(tokens)));
  }

  /**
   * The most that a call can cost whose prompt and answer are counted apart. A prompt that may be
   * kept by the provider is at that price.
   */
  BigDecimal worstCall(long prompt, long output) {
    var rates = of(prompt);
    return usd(times(kept(rates), prompt).add(times(rates.output, output)));
  }

  /** How many tokens of an answer an amount pays for beside a prompt; 0 or more. */
  long output(long prompt, BigDecimal amount) {
    var rates = of(prompt);
    var left = amount.multiply(MILLION).subtract(times(kept(rates), prompt));
    if (left.signum() < 0) {
      return 0;
    }
    return rates.output.signum() == 0
        ? Long.MAX_VALUE
        : left.divide(rates.output, 0, RoundingMode.DOWN)
            .min(BigDecimal.valueOf(Long.MAX_VALUE))
            .longValue();
  }

  /** A class without a price can't be asked for: it isn't sold. */
  private BigDecimal kept(Classes rates) {
    var most = rates.input.max(rates.cached);
    return written() == null ? most : most.max(rates.written);
  }

  private static BigDecimal dearest(Classes classes) {
    return classes.input.max(classes.output).max(classes.cached).max(classes.written);
  }

  /** What these tokens cost. */
  BigDecimal cost(TokenClasses tokens) {
    var rates = of(tokens.input());
    long plain = tokens.input() - tokens.cachedInput() - tokens.cacheWrite();
    return usd(
        times(rates.input, plain)
            .add(times(rates.cached, tokens.cachedInput()))
            .add(times(rates.written, tokens.cacheWrite()))
            .add(times(rates.output, tokens.output())));
  }

  /** Whether a class that these tokens have has no price of its own. */
  boolean isAssumed(TokenClasses tokens) {
    var isLong = isLong(tokens.input());
    return (tokens.cachedInput() > 0 && (isLong || price.cachedInputUsd() == null))
        || (tokens.cacheWrite() > 0 && (isLong || written() == null));
  }

  private record Classes(
      BigDecimal input, BigDecimal cached, BigDecimal written, BigDecimal output) {}

  /** The prices of a call with so many input tokens. */
  private Classes of(long input) {
    var longInput = price.longContextInputUsd();
    var longOutput = price.longContextOutputUsd();
    if (isLong(input) && longInput != null && longOutput != null) {
      return new Classes(longInput, longInput, longInput.max(longOutput), longOutput);
    }
    var cached = price.cachedInputUsd();
    var written = written();
    return new Classes(
        price.inputUsd(),
        cached == null ? price.inputUsd() : cached,
        written == null ? price.inputUsd().max(price.outputUsd()) : written,
        price.outputUsd());
  }

  private boolean isLong(long input) {
    return price.longContextFrom() != null && input >= price.longContextFrom();
  }

  /** Nobody says for how long they are kept: the dearer price counts. */
  private @Nullable BigDecimal written() {
    var some = price.cacheWriteUsd();
    var hour = price.cacheWrite1hUsd();
    return some == null ? hour : hour == null ? some : some.max(hour);
  }

  private static BigDecimal times(BigDecimal rate, long tokens) {
    return rate.multiply(BigDecimal.valueOf(tokens));
  }

  private static BigDecimal usd(BigDecimal millionths) {
    return Usd.of(millionths.divide(MILLION));
  }
}
