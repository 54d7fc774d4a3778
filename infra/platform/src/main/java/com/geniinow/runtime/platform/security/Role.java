package com.geniinow.runtime.platform.security;

import java.util.Locale;
import java.util.Optional;

/** What kind of caller a token speaks for; its claim {@code role}, in lower case. */
public enum Role {
  /** One agent; its tokens' {@code sub} is the agent's id. */
  AGENT,
  /** A person who reads all of one entity's agents, and writes nothing but approvals of tasks. */
  FOUNDER,
  /** A person who runs the fleet. */
  ADMIN,
  /** A person who reads and proves what is one entity's, or all of it, and changes nothing. */
  AUDITOR,
  /** A worker process; internal routes only. */
  WORKER;

  /** The claim's value. */
  public String claim() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role with exactly this claim; letters in another case are no role. */
  static Optional<Role> ofClaim(String claim) {
    for (Role role : values()) {
      if (role.claim().equals(claim)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}
