package com.geniinow.runtime.events.agent;

import java.util.Collection;

/** What an agent's metadata may say of the model calls it makes itself. */
public final class CallRules {
  /** The field that lists the models it may call. */
  public static final String MODELS = "models";

  /** The field that says how many of its calls may run at once. */
  public static final String MOST = "max_calls_at_once";

  /** What is said where the models are none. */
  public static final String MODELS_RULE = "must be a list of 1 to 100 names of models";

  /** What is said where the number is none. */
  public static final String MOST_RULE = "must be a whole number from 1 to 1000";

  private static final int LONGEST_NAME = 100; // characters

  private CallRules() {}

  /** Whether a list names models. */
  public static boolean areModels(Collection<String> names) {
    return !names.isEmpty()
        && names.size() <= 100
        && names.stream().allMatch(name -> !name.isBlank() && name.length() <= LONGEST_NAME);
  }

  /** Whether a number of calls may be one. */
  public static boolean isMost(long calls) {
    return calls >= 1 && calls <= 1_000;
  }
}
