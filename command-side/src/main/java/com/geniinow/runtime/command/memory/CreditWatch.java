package com.geniinow.runtime.command.memory;

import java.time.Instant;

/** Who informs people that an account at a provider has no credit. */
public interface CreditWatch {
  /** A call was refused for that. May be told again and again. */
  void embeddingRefused(String provider, String model, Instant at);

  /** The same of a call that an agent made by itself. */
  void callRefused(String provider, String model, Instant at);
}
