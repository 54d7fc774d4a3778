package com.geniinow.runtime.platform.sealing;

import com.geniinow.runtime.platform.sealing.SealedPayload.InTheClear;
import org.jspecify.annotations.Nullable;

/** A sealed event that is about to be stored: it needs not be read again to say it. */
public interface SaidInTheClear {
  /** What can be said of it in the clear; null before its stored form was asked for. */
  @Nullable InTheClear inTheClear();
}
