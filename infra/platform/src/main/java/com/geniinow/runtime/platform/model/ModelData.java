package com.geniinow.runtime.platform.model;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What this package knows as data: columns between commas, comments after {@code #}. */
final class ModelData {
  private ModelData() {}

  /** The rows of a file, without its comments and the line that names its columns. */
  static List<String[]> rows(String file) {
    try (var in = ModelData.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is part of this module");
      }
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .lines()
          .filter(line -> !line.startsWith("#"))
          .skip(1)
          .map(line -> line.split(",", -1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
