package com.geniinow.runtime.platform.model;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import java.nio.charset.StandardCharsets;
import java.util.function.ToLongFunction;

/**
 * The tokenizers that {@code models.csv} names. The library's own answer to which model has which
 * isn't asked for: it takes what begins alike for the same, and gpt-4.1 for a gpt-4.
 */
final class Tokenizers {
  // Tens of megabytes each, and the same for everybody.
  private static final EncodingRegistry ENCODINGS = Encodings.newLazyEncodingRegistry();

  private Tokenizers() {}

  /** A tokenizer by its name, the one of OpenAI's that finds more, or the bytes of UTF-8. */
  static ToLongFunction<String> named(String name) {
    return switch (name) {
      case "o200k_base" -> Tokenizers::o200k;
      case "cl100k_base" -> Tokenizers::cl100k;
      case "openai" -> text -> Math.max(o200k(text), cl100k(text));
      case "bytes" -> Tokenizers::bytes;
      default -> throw new IllegalArgumentException("no tokenizer is called " + name);
    };
  }

  static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static long o200k(String text) {
    return count(EncodingType.O200K_BASE, text);
  }

  private static long cl100k(String text) {
    return count(EncodingType.CL100K_BASE, text);
  }

  // Ordinary: what looks like one of a model's special tokens is text, and sent as such.
  private static long count(EncodingType encoding, String text) {
    return ENCODINGS.getEncoding(encoding).countTokensOrdinary(text);
  }
}
