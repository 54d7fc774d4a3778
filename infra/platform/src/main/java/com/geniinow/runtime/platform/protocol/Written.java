package com.geniinow.runtime.platform.protocol;

import com.geniinow.runtime.platform.model.WrittenTokens;
import tools.jackson.databind.JsonNode;

/** Counts what an answer says, with what the model writes around it. */
final class Written {
  private static final int FRAME = 3; // tokens around an answer
  private static final int CALL = 12; // and around each call of a tool

  private final WrittenTokens tokens;
  private boolean something;
  private long calls;

  Written(String model) {
    this.tokens = new WrittenTokens(model);
  }

  /** Counts a text where there is one. */
  void add(JsonNode text) {
    if (text.isString()) {
      add(text.stringValue());
    }
  }

  /** Counts whatever it is, as JSON where it is no text. */
  void addAll(JsonNode value) {
    if (!Said.isAbsent(value)) {
      add(value.isString() ? value.stringValue() : value.toString());
    }
  }

  /** Counts the beginning of a call. */
  void call(JsonNode name) {
    add(name);
    something = true;
    calls++;
  }

  long tokens() {
    return something ? FRAME + CALL * calls + tokens.count() : 0;
  }

  long least() {
    return tokens.least();
  }

  private void add(String text) {
    something |= !text.isEmpty();
    tokens.add(text);
  }
}
