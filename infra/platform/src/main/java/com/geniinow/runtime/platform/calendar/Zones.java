package com.geniinow.runtime.platform.calendar;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.zone.ZoneRulesProvider;

/** Time zones by the names that IANA gives them, such as {@code Europe/Berlin} and {@code UTC}. */
public final class Zones {
  /** Characters of a name at most. */
  public static final int LONGEST = 64;

  private Zones() {}

  /**
   * The zone of a name, which is written as it is there.
   *
   * @throws DateTimeException where no zone has it; an offset is no name
   */
  public static ZoneId of(String name) {
    if (name.startsWith("SystemV/") || !ZoneRulesProvider.getAvailableZoneIds().contains(name)) {
      throw new DateTimeException("no time zone has this name");
    }
    return ZoneId.of(name);
  }
}
