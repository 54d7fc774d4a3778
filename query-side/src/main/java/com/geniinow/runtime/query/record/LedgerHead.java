package com.geniinow.runtime.query.record;

/**
 * The newest entry of one agent's chain.
 *
 * @param sequence its number; 0 before the first entry
 * @param hash its hash in lower-case hex; {@link #GENESIS} before the first entry
 */
public record LedgerHead(long sequence, String hash) {
  /** What the first entry of every chain names as its previous hash: 64 zeros. */
  public static final String GENESIS = "0".repeat(64);

  /** Before the first entry. */
  public static final LedgerHead NONE = new LedgerHead(0, GENESIS);
}
