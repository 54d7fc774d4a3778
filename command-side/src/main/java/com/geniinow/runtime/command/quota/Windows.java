package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.events.quota.Window;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/**
 * The month and the day that a use counts in: those of its hold, whenever it is settled.
 *
 * @param day null where it counts in none, as holds of before
 */
public record Windows(YearMonth month, @Nullable String day) {
  /** The name of one; null where there is none such. */
  public @Nullable String name(Window window) {
    return window == Window.MONTH ? month.toString() : day;
  }
}
