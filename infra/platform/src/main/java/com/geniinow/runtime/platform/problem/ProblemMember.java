package com.geniinow.runtime.platform.problem;

import java.util.Locale;

/**
 * What a problem may say beyond what every problem says; the OpenAPI document lists them all, and
 * no other can be sent.
 */
public enum ProblemMember {
  /** Each field that is wrong. */
  ERRORS,
  /** The least {@code estimated_tokens} that is taken. */
  COUNTED_TOKENS,
  /** The place in the payload of what has no price. */
  PARAM,
  /** Whose limit has no room: the agent's, its entity's or the platform's. */
  LEVEL,
  /** Whether the limit is of a month or of a day. */
  WINDOW,
  /** Which limit of the quota has no room. */
  LIMIT_KIND,
  /** The limit that is reached, in the limit's own unit. */
  LIMIT,
  /** What of the limit is used. */
  USED,
  /** What of the limit is held for what is under way. */
  RESERVED,
  /** What this request needs. */
  REQUESTED,
  /** When the limit's next month begins. */
  RESETS_AT,
  /** The event that records the refusal. */
  EVENT_ID,
  /** How large the body or the file may be. */
  LIMIT_BYTES,
  /** How large it is, as far as it was read. */
  SIZE_BYTES,
  /** The brake that stops it: its id, scope, what it stops, since when and why. */
  BRAKE,
  /** That only this agent has to wait, not the service. */
  AGENT_BUSY;

  /** The name on the wire. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
