package com.geniinow.runtime.command.call;

import com.geniinow.runtime.platform.protocol.Kind;
import org.jspecify.annotations.Nullable;

/** Which providers are configured. */
public interface ProviderKinds {
  /** Whose API a provider speaks; null for one that isn't configured. */
  @Nullable Kind of(String provider);
}
