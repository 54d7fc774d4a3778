package com.geniinow.runtime.platform.problem;

import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;

/** Turns a Java path such as {@code quota.monthlyTokenLimit} into the name on the wire. */
final class WireName {
  private static final SnakeCase SNAKE_CASE = new SnakeCase();

  private WireName() {}

  static String of(String javaPath) {
    return SNAKE_CASE.translate(javaPath);
  }

  /** Opens Jackson's own translation, which only its subclasses see. */
  private static final class SnakeCase extends SnakeCaseStrategy {
    private static final long serialVersionUID = 1;

    @Override
    public String translate(String name) {
      return super.translate(name);
    }
  }
}
