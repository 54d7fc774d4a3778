package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.platform.setting.Bounds;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How long what tasks say is kept, where their entity says nothing of it.
 *
 * @param days 1 to {@value #MOST} days after the end of the day (UTC) on which it was said; null
 *     for ever ({@code GENII_RETENTION_DAYS})
 */
@ConfigurationProperties("genii.retention")
record RetentionSettings(@Nullable Integer days) {
  /** Six months, which the EU AI Act wants logs to be kept for at least (Articles 19 and 26). */
  static final int LEAST_ADVISED = 183;

  /** A hundred years. */
  static final int MOST = 36_500;

  RetentionSettings {
    if (days != null) {
      Bounds.whole("GENII_RETENTION_DAYS", days, 1, MOST);
    }
  }

  /** What an operator should know of it. */
  Optional<String> warning() {
    return days == null || days >= LEAST_ADVISED
        ? Optional.empty()
        : Optional.of(
            ("GENII_RETENTION_DAYS is %d: what tasks say is erased for ever after less than the %d"
                    + " days that the EU AI Act wants logs to be kept for")
                .formatted(days, LEAST_ADVISED));
  }
}
