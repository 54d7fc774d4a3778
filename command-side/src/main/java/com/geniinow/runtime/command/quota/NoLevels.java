package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.events.quota.LimitKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where nobody shares a limit. */
final class NoLevels implements Levels {
  @Override
  public @Nullable LimitFigures take(
      Own own,
      @Nullable BigDecimal tokens,
      @Nullable BigDecimal costUsd,
      Consumer<LimitFigures> overage,
      Instant at) {
    return null;
  }

  @Override
  public boolean isFree(Own own, BigDecimal tokens, BigDecimal costUsd, Instant at) {
    return true;
  }

  @Override
  public boolean limitMoney(Instant at) {
    return false;
  }

  @Override
  public void count(
      Own own,
      BigDecimal tokens,
      BigDecimal costUsd,
      boolean isToday,
      Consumer<LimitFigures> overage,
      Instant at) {}

  @Override
  public @Nullable BigDecimal left(Own own, LimitKind kind, BigDecimal wanted, Instant at) {
    return null;
  }
}
