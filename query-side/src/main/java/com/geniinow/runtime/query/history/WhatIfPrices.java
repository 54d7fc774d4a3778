package com.geniinow.runtime.query.history;

import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * What uses cost at other prices. A hold's money says nothing of its tokens' classes, so it is
 * taken to be dearer or cheaper by as much as what came of it.
 */
final class WhatIfPrices {
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

  private final Map<String, WhatIfRequest.Price> prices;
  private final Map<UUID, BigDecimal> before = new HashMap<>();
  private final Map<UUID, BigDecimal> after = new HashMap<>();

  WhatIfPrices(Map<String, WhatIfRequest.Price> prices) {
    this.prices = prices;
  }

  boolean areAsTheyWere() {
    return prices.isEmpty();
  }

  /** Takes up a use, before the first hold is looked at. */
  void learn(UsageRecorded use) {
    if (use.model() != null && prices.containsKey(use.model())) {
      before.merge(use.taskId(), use.costUsd(), BigDecimal::add);
      after.merge(use.taskId(), cost(use), BigDecimal::add);
    }
  }

  boolean isPriced(String model) {
    return prices.containsKey(model);
  }

  /** What a use costs. */
  BigDecimal cost(UsageRecorded use) {
    var price = use.model() == null ? null : prices.get(use.model());
    if (price == null) {
      return use.costUsd();
    }
    var input = price.inputUsdPerMtok();
    var cached = price.cachedInputUsdPerMtok() == null ? input : price.cachedInputUsdPerMtok();
    var written =
        price.cacheWriteUsdPerMtok() == null
            ? input.max(price.outputUsdPerMtok())
            : price.cacheWriteUsdPerMtok();
    var plain = use.inputTokens() - use.cachedInputTokens() - use.cacheWriteTokens();
    var sum =
        times(input, plain)
            .add(times(cached, use.cachedInputTokens()))
            .add(times(written, use.cacheWriteTokens()))
            .add(times(price.outputUsdPerMtok(), use.outputTokens()));
    return Usd.of(sum.divide(MILLION, MathContext.DECIMAL128));
  }

  private static BigDecimal times(BigDecimal price, long tokens) {
    return price.multiply(BigDecimal.valueOf(tokens));
  }

  /** What is held of a task's or a call's money. */
  BigDecimal held(UUID taskId, BigDecimal costUsd) {
    var old = before.getOrDefault(taskId, BigDecimal.ZERO);
    if (old.signum() == 0) {
      return costUsd;
    }
    var now = after.getOrDefault(taskId, BigDecimal.ZERO);
    return Usd.of(costUsd.multiply(now).divide(old, MathContext.DECIMAL128));
  }
}
