package com.geniinow.runtime.servers.gcs;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a request asks of the object before it is touched: {@code ifGenerationMatch} and so on. */
final class Preconditions {
  private final Map<String, String> query;
  private final String prefix;

  /**
   * @param prefix {@code if} for the object itself, {@code ifSource} for one that is copied
   */
  Preconditions(Map<String, String> query, String prefix) {
    this.query = query;
    this.prefix = prefix;
  }

  Preconditions(Map<String, String> query) {
    this(query, "if");
  }

  /**
   * Checks an object or a bucket.
   *
   * @param generation 0 where there is none
   * @throws GcsException 412, or 304 for the negative ones
   */
  void check(long generation, long metageneration) {
    match("GenerationMatch", generation);
    match("MetagenerationMatch", metageneration);
    notMatch("GenerationNotMatch", generation);
    notMatch("MetagenerationNotMatch", metageneration);
  }

  void check(@Nullable StoredObject object) {
    check(object == null ? 0 : object.generation(), object == null ? 0 : object.metageneration());
  }

  private void match(String name, long actual) {
    var expected = number(prefix + name);
    if (expected != null && expected != actual) {
      throw GcsException.conditionNotMet(prefix + name);
    }
  }

  private void notMatch(String name, long actual) {
    var excluded = number(prefix + name);
    if (excluded != null && excluded == actual) {
      throw GcsException.notModified(prefix + name);
    }
  }

  private @Nullable Long number(String name) {
    return number(query, name);
  }

  /**
   * A whole number of the query.
   *
   * @throws GcsException 400 for anything else
   */
  static @Nullable Long number(Map<String, String> query, String name) {
    var text = query.get(name);
    if (text == null) {
      return null;
    }
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      throw GcsException.invalid("Invalid value for " + name + ".");
    }
  }
}
