package com.geniinow.runtime.platform.security;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a key opens of what its agent may do. */
public enum KeyScope {
  /** Tasks: submitting, cancelling, reading. */
  TASKS,
  /** Files: storing, deleting, reading. */
  FILES,
  /** Memory: keys, embeddings, searches, reading. */
  MEMORY,
  /** Calls of models in the providers' own forms. */
  GATEWAY,
  /** Every GET of the agent's own. */
  READ;

  /** The name on the wire and in tables. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Names on the wire, each once, in the order of this list. */
  public static List<String> wires(Set<KeyScope> scopes) {
    return Arrays.stream(values()).filter(scopes::contains).map(KeyScope::wire).toList();
  }

  /**
   * The scopes of names that are parted by spaces; those that this version doesn't know open
   * nothing.
   */
  public static Set<KeyScope> of(String wires) {
    var names = Set.of(wires.split(" "));
    return Arrays.stream(values())
        .filter(scope -> names.contains(scope.wire()))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(KeyScope.class)));
  }
}
