package com.geniinow.runtime.command.memory;

import java.time.Instant;

/** Who informs people that an account at a provider of embeddings has no credit. */
public interface CreditWatch {
  /** A call was refused for that. May be told again and again. */
  void embeddingRefused(String provider, String model, Instant at);
}
