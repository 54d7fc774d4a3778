package com.geniinow.runtime.command.price;

import java.math.BigDecimal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a provider's tier of service does to a price. */
public final class Tiers {
  /** Tiers that cost what is listed, or less. */
  private static final Set<String> AT_MOST_LISTED =
      Set.of("default", "auto", "flex", "batch", "scale", "standard");

  /** No provider asks more than this much more for a dearer tier (OpenAI's priority, 2026-02). */
  private static final BigDecimal DEARER = BigDecimal.TWO;

  private Tiers() {}

  /**
   * Whether a tier that a provider says it served isn't in the book: it was not asked for.
   *
   * @param tier null where it says nothing
   */
  public static boolean isDearer(@Nullable String tier) {
    return tier != null && !AT_MOST_LISTED.contains(tier);
  }

  /** What a use costs at such a tier. */
  public static BigDecimal cost(BigDecimal listed, @Nullable String tier) {
    return isDearer(tier) ? listed.multiply(DEARER) : listed;
  }
}
