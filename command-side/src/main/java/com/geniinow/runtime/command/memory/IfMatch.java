package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.platform.problem.ProblemException;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code If-Match} (RFC 9110): versions in quotes, or {@code *} for any that exists.
 * Weak tags never match.
 */
record IfMatch(Set<String> tags) {
  private static final String ANY = "*";
  private static final String TAG = "(W/)?\"[\\x21\\x23-\\x7e]*\"";
  private static final Pattern HEADER = Pattern.compile(TAG + "(\\s*,\\s*" + TAG + ")*");
  private static final Pattern ONE = Pattern.compile(TAG);

  /**
   * Reads the header; null when there is none.
   *
   * @throws ProblemException 400 when it is not one
   */
  static @Nullable IfMatch of(@Nullable String header) {
    if (header == null) {
      return null;
    }
    var text = header.strip();
    if (text.equals(ANY)) {
      return new IfMatch(Set.of(ANY));
    }
    if (!HEADER.matcher(text).matches()) {
      throw ProblemException.invalidField("If-Match", "must be a version in quotes, such as \"3\"");
    }
    return new IfMatch(
        ONE.matcher(text).results().map(m -> m.group()).collect(Collectors.toUnmodifiableSet()));
  }

  /** The entity tag of a version. */
  static String tag(long version) {
    return "\"" + version + "\"";
  }

  /**
   * @param version of the key as it is; null when there is no such key
   * @throws RefusedException when it is none of those asked for
   */
  void check(@Nullable Long version) {
    if (version == null) {
      throw new Refusal.VersionDiffers("The key does not exist.").exception();
    }
    if (!tags.contains(ANY) && !tags.contains(tag(version))) {
      throw new Refusal.VersionDiffers("The key has version " + version + ".").exception();
    }
  }
}
