package com.geniinow.runtime.local;

import java.util.Optional;

/**
 * What the command line asks for.
 *
 * @param split one process per service
 * @param autoscale as many workers as the load needs; only with {@code split}
 * @param fresh empty the data folder first
 * @param rehearse start, stop, and keep nothing
 * @param role the service that this process is to be, when another process split it off
 */
record Options(
    boolean split, boolean autoscale, boolean fresh, boolean rehearse, Optional<Role> role) {
  private static final String ROLE = "--role=";

  /** The services as they are named on the command line, in logs and in messages. */
  enum Role {
    COMMAND_SIDE("command-side"),
    QUERY_SIDE("query-side"),
    WORKER("worker");

    private final String title;

    Role(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }

    /** The argument that makes a process this service. */
    String argument() {
      return ROLE + title;
    }
  }

  /**
   * @throws IllegalArgumentException with a sentence when an argument is not known
   */
  static Options parse(String... arguments) {
    var split = false;
    var autoscale = false;
    var fresh = false;
    var rehearse = false;
    Optional<Role> role = Optional.empty();
    for (String argument : arguments) {
      if (argument.equals("--split")) {
        split = true;
      } else if (argument.equals("--autoscale")) {
        autoscale = true;
      } else if (argument.equals("--fresh")) {
        fresh = true;
      } else if (argument.equals("--rehearse")) {
        rehearse = true;
      } else if (argument.startsWith(ROLE)) {
        role = Optional.of(role(argument));
      } else {
        throw new IllegalArgumentException("Unknown option: " + argument + ".");
      }
    }
    if (autoscale && !split) {
      throw new IllegalArgumentException("--autoscale needs --split.");
    }
    if (rehearse && split) {
      throw new IllegalArgumentException("--rehearse goes without --split.");
    }
    return new Options(split, autoscale, fresh, rehearse, role);
  }

  private static Role role(String argument) {
    for (Role role : Role.values()) {
      if (role.argument().equals(argument)) {
        return role;
      }
    }
    throw new IllegalArgumentException("Unknown option: " + argument + ".");
  }
}
