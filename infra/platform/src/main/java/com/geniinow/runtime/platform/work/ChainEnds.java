package com.geniinow.runtime.platform.work;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where ledgers' chains end, as far as the transaction of this thread has seen it already. */
public interface ChainEnds {
  /**
   * The newest entry of a chain.
   *
   * @param sequence its number; 0 before the first entry
   * @param hash its hash; empty before the first entry
   */
  record End(long sequence, String hash) {}

  /**
   * What was seen before anything was added to it; once only, since who asks adds to it.
   *
   * @return null where nobody looked
   */
  @Nullable End take(UUID agentId);
}
