package com.geniinow.runtime.worker.executor;

import java.io.InputStream;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;

/** Reads what others answer, so that nothing of it changes or gets lost without a word. */
final class AnsweredJson {
  private final ObjectReader reader;

  AnsweredJson(JsonMapper json) {
    this.reader = json.reader().with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
  }

  /**
   * @throws JacksonException if it can't be read; {@link #why} says what of it
   */
  JsonNode read(InputStream document) {
    return read(() -> reader.readTree(document));
  }

  /**
   * @throws JacksonException if it can't be read; {@link #why} says what of it
   */
  JsonNode read(String document) {
    return read(() -> reader.readTree(document));
  }

  /** An exponent that no number has passes by what Jackson throws otherwise. */
  private static JsonNode read(Supplier<JsonNode> reading) {
    try {
      return reading.get();
    } catch (NumberFormatException e) {
      throw new StreamConstraintsException("a number is too long");
    }
  }

  /** Whether a text is JSON by its grammar, though it may not be readable. */
  boolean isJson(String document) {
    try (var parser = reader.createParser(document)) {
      parser.nextToken();
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (StreamConstraintsException e) {
      return true;
    } catch (JacksonException e) {
      return false;
    }
  }

  /** Why a document can't be read, for the task's author. */
  static String why(JacksonException e) {
    return switch (e) {
      case StreamConstraintsException beyond ->
          "it is too large or nests too deep, or a number or a name in it is too long";
      case MismatchedInputException twice -> "a field stands in it twice";
      default -> e.getOriginalMessage();
    };
  }
}
