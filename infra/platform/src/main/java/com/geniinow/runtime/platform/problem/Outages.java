package com.geniinow.runtime.platform.problem;

/** Tells what passes by itself from what would fail again however often it is tried. */
public final class Outages {
  private Outages() {}

  /**
   * Whether a client would be told 503: the database is unavailable or busy, or so said who threw.
   */
  public static boolean isOutage(Throwable thrown) {
    return Problems.of(thrown).reason() == Reason.UNAVAILABLE;
  }
}
