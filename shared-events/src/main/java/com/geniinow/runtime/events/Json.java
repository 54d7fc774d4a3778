package com.geniinow.runtime.events;

import java.util.Objects;

/**
 * A JSON document carried through unread: a task's payload, its result, an agent's metadata.
 *
 * @param text valid JSON; numbers keep the digits they came with
 */
public record Json(String text) {
  /** The empty object. */
  public static final Json EMPTY = new Json("{}");

  public Json {
    Objects.requireNonNull(text, "text");
  }

  @Override
  public String toString() {
    return text;
  }
}
