package com.geniinow.runtime.benchmarks;

import java.util.Random;

/**
 * Vectors of 1,536 dimensions that lie as those of texts do: in clusters, on far fewer directions
 * than dimensions. Evenly random ones are all equally far from each other, which no text is. The
 * same seed makes the same.
 */
final class MadeVectors {
  static final int DIMENSIONS = 1536;

  private static final int DIRECTIONS = 64;
  private static final int CLUSTERS = 500;
  private static final double SPREAD = 0.6;
  private static final double NOISE = 0.01;

  private final float[][] directions = new float[DIRECTIONS][DIMENSIONS];
  private final double[][] clusters = new double[CLUSTERS][DIRECTIONS];
  private final Random random;

  MadeVectors(long seed) {
    random = new Random(seed);
    for (float[] direction : directions) {
      for (var i = 0; i < DIMENSIONS; i++) {
        direction[i] = (float) random.nextGaussian();
      }
    }
    for (double[] cluster : clusters) {
      for (var i = 0; i < DIRECTIONS; i++) {
        cluster[i] = random.nextGaussian();
      }
    }
  }

  /** The next one, of length 1. */
  float[] next() {
    var cluster = clusters[random.nextInt(CLUSTERS)];
    var vector = new float[DIMENSIONS];
    for (var d = 0; d < DIRECTIONS; d++) {
      var weight = (float) (cluster[d] + SPREAD * random.nextGaussian());
      var direction = directions[d];
      for (var i = 0; i < DIMENSIONS; i++) {
        vector[i] += weight * direction[i];
      }
    }
    double squares = 0;
    for (var i = 0; i < DIMENSIONS; i++) {
      vector[i] += (float) (NOISE * random.nextGaussian());
      squares += vector[i] * vector[i];
    }
    var length = (float) Math.sqrt(squares);
    for (var i = 0; i < DIMENSIONS; i++) {
      vector[i] /= length;
    }
    return vector;
  }
}
