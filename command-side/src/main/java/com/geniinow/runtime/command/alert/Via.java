package com.geniinow.runtime.command.alert;

import java.util.Locale;

/** Where an alert goes. */
public enum Via {
  SLACK,
  PAGERDUTY;

  /** The name in the tables. */
  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
