package com.geniinow.runtime.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What holds for every input: tries it on many that are made at random, others at each run. The
 * failure names the seed of the input that it failed on; {@code -Dproperty.seed=…} runs that one
 * alone.
 */
public final class Property {
  private static final String SEED = "property.seed";

  private Property() {}

  /**
   * Runs a check with so many seeds.
   *
   * @param check draws its input from the random numbers it is given, and from nothing else
   * @throws AssertionError for the first input on which it fails, whatever it threw
   */
  public static void holds(int tries, Consumer<Random> check) {
    var given = Long.getLong(SEED);
    if (given != null) {
      check.accept(new Random(given));
      return;
    }
    var seeds = new SplittableRandom();
    for (var n = 1; n <= tries; n++) {
      long seed = seeds.nextLong();
      try {
        check.accept(new Random(seed));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(
            "Input %d of %d fails (-D%s=%d runs it alone): %s"
                .formatted(n, tries, SEED, seed, e.getMessage()),
            e);
      }
    }
  }

  /** A list of {@code least} to {@code most} elements. */
  public static <T> List<T> list(
      Random random, int least, int most, Function<Random, ? extends T> element) {
    var size = random.nextInt(least, most + 1);
    var list = new ArrayList<T>(size);
    while (list.size() < size) {
      list.add(element.apply(random));
    }
    return list;
  }

  /** One of several, each as likely as the others. */
  @SafeVarargs
  public static <T> T oneOf(Random random, T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /**
   * One of several ways to make an element.
   *
   * @param weights how likely each is beside the others
   */
  public static <T> T oneOf(
      Random random, int[] weights, List<? extends Function<Random, ? extends T>> ways) {
    var sum = 0;
    for (int weight : weights) {
      sum += weight;
    }
    var drawn = random.nextInt(sum);
    var way = 0;
    while (drawn >= weights[way]) {
      drawn -= weights[way++];
    }
    return ways.get(way).apply(random);
  }
}
