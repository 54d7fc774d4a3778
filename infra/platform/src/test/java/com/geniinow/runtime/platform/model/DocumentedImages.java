package com.geniinow.runtime.platform.model;

import java.util.Map;

/** What an image of a known size costs, step by step as the providers' guides say it. */
final class DocumentedImages {
  private record Tiles(long base, long tile) {}

  private static final Map<String, Tiles> TILES =
      Map.of(
          "gpt-4o", new Tiles(85, 170),
          "gpt-4o-mini", new Tiles(2833, 5667),
          "gpt-4.1", new Tiles(85, 170),
          "gpt-5", new Tiles(70, 140),
          "o1", new Tiles(75, 150),
          "o3", new Tiles(75, 150),
          "computer-use-preview", new Tiles(65, 129));

  /** Per mille, so that nothing is rounded on the way. */
  private static final Map<String, Long> PATCHES =
      Map.of(
          "gpt-4.1-mini", 1_620L,
          "gpt-4.1-nano", 2_460L,
          "gpt-5-mini", 1_620L,
          "gpt-5-nano", 2_460L,
          "o4-mini", 1_720L);

  private static final long MOST_PATCHES = 1_536;

  private DocumentedImages() {}

  static long tokens(String model, int width, int height, String detail) {
    if (TILES.containsKey(model)) {
      var rule = TILES.get(model);
      return detail.equals("low") ? rule.base : rule.base + rule.tile * squares(width, height);
    }
    if (PATCHES.containsKey(model)) {
      return Math.ceilDiv(patches(width, height) * PATCHES.get(model), 1_000);
    }
    return model.equals("claude-opus-4-7")
        ? area(width, height, 2_576, 4_784)
        : area(width, height, 1_568, 1_600);
  }

  /** Fitted into 2,048 px, then the shortest side to 768 px, then counted in squares of 512 px. */
  private static long squares(int width, int height) {
    double fit = Math.min(1, 2_048.0 / Math.max(width, height));
    double shrink = fit * Math.min(1, 768 / (fit * Math.min(width, height)));
    return covering(width * shrink, 512) * covering(height * shrink, 512);
  }

  /** Squares of 32 px; too many are shrunk until whole ones cover a side, and capped. */
  static long patches(int width, int height) {
    long plain = covering(width, 32) * covering(height, 32);
    if (plain <= MOST_PATCHES) {
      return plain;
    }
    double r = Math.sqrt(32.0 * 32 * MOST_PATCHES / ((double) width * height));
    double across = width * r / 32;
    double down = height * r / 32;
    r *= Math.min(Math.floor(across) / across, Math.floor(down) / down);
    return Math.min(MOST_PATCHES, covering(width * r, 32) * covering(height * r, 32));
  }

  /**
   * Shrunk to the long edge and to the tokens, then 750 pixels a token. In 2026 the guide counts
   * squares of 28 px instead; the dearer of both.
   */
  private static long area(int width, int height, int edge, long most) {
    double fit = Math.min(1, (double) edge / Math.max(width, height));
    double pixels = fit * width * fit * height;
    long squares = covering(fit * width, 28) * covering(fit * height, 28);
    return Math.min(most, Math.max((long) Math.ceil(pixels / 750), squares));
  }

  /** How many squares cover a side, in whole pixels. */
  private static long covering(double side, int square) {
    return Math.ceilDiv(Math.max(1, Math.round(side)), square);
  }
}
