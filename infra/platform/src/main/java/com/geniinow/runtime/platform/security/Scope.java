package com.geniinow.runtime.platform.security;

/** What the id in a handler's path is an id of, and so whose it must be. */
public enum Scope {
  /** The role alone decides. */
  NONE,
  /** An agent's id: an agent's own, or one of the founder's entity; administrators see all. */
  AGENT,
  /** A task's id: of the agent's own tasks, or the entity's; administrators and workers see all. */
  TASK
}
