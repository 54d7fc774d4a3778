package com.geniinow.runtime.command.alert;

import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.platform.time.RetryAfter;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A way to people. */
interface AlertChannel {
  Via via();

  /** Without its secret a channel sends nothing; its alerts are kept. */
  boolean configured();

  /** Tries once, within some seconds. */
  Result deliver(AlertTable.Unsent alert);

  /** Whether a status says that no alert is taken now, and not that this one is refused. */
  static boolean isAway(int status) {
    return status == 408 || status == 429 || status < 400 || status >= 500;
  }

  /** How a try ended. */
  sealed interface Result {
    /** It is there. */
    record Delivered() implements Result {}

    /** This alert is not taken; others may be. */
    record Refused(String error) implements Result {}

    /**
     * No alert is taken now.
     *
     * @param atLeast the pause that was asked for; zero for none
     */
    record Away(String error, Duration atLeast) implements Result {
      /** As long as the answer's headers ask for. */
      static Away of(String error, Function<String, @Nullable String> header, Now now) {
        return new Away(
            error, Objects.requireNonNullElse(RetryAfter.of(header, now.get()), Duration.ZERO));
      }
    }
  }
}
