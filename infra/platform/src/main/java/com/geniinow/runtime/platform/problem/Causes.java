package com.geniinow.runtime.platform.problem;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Looks through an exception and its causes. */
final class Causes {
  /** Deeper chains do not occur; a bound also ends a chain that bites its own tail. */
  private static final int MAX_DEPTH = 32;

  private Causes() {}

  static Stream<Throwable> of(Throwable thrown) {
    return Stream.iterate(thrown, t -> t != null, Throwable::getCause).limit(MAX_DEPTH);
  }

  static <T extends Throwable> Optional<T> find(Throwable thrown, Class<T> type) {
    return of(thrown).filter(type::isInstance).map(type::cast).findFirst();
  }

  static boolean any(Throwable thrown, Predicate<Throwable> test) {
    return of(thrown).anyMatch(test);
  }
}
