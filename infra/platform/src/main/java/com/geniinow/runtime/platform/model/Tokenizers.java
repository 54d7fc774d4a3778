package com.geniinow.runtime.platform.model;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Which tokenizer counts for which model. The library's own answer is not asked for: it takes what
 * begins alike for the same, and gpt-4.1 for a gpt-4.
 */
final class Tokenizers {
  /** Of a model of this name, or of one that goes on with a hyphen. */
  private static final Map<String, EncodingType> ENCODING =
      Map.of(
          "gpt-4o", EncodingType.O200K_BASE,
          "gpt-4.1", EncodingType.O200K_BASE,
          "gpt-4.5", EncodingType.O200K_BASE,
          "gpt-5", EncodingType.O200K_BASE,
          "o1", EncodingType.O200K_BASE,
          "o3", EncodingType.O200K_BASE,
          "o4", EncodingType.O200K_BASE,
          "chatgpt-4o", EncodingType.O200K_BASE,
          "gpt-4", EncodingType.CL100K_BASE,
          "gpt-3.5", EncodingType.CL100K_BASE);

  // Tens of megabytes each, and the same for everybody.
  private static final EncodingRegistry ENCODINGS = Encodings.newLazyEncodingRegistry();

  private Tokenizers() {}

  /** Counts as the model does; one that isn't known as the tokenizer that finds the most. */
  static ToLongFunction<String> of(String model) {
    if (!ModelNames.isOpenAi(model)) {
      return Tokenizers::bytes;
    }
    var family = ModelNames.family(model);
    var known =
        ENCODING.keySet().stream()
            .filter(name -> family.equals(name) || family.startsWith(name + "-"))
            .map(ENCODING::get)
            .toList();
    var encodings =
        known.isEmpty() ? List.of(EncodingType.O200K_BASE, EncodingType.CL100K_BASE) : known;
    return text -> encodings.stream().mapToLong(encoding -> count(encoding, text)).max().orElse(0);
  }

  static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  // Ordinary: what looks like one of a model's special tokens is text, and sent as such.
  private static long count(EncodingType encoding, String text) {
    return ENCODINGS.getEncoding(encoding).countTokensOrdinary(text);
  }
}
