package com.geniinow.runtime.platform.security;

/** What the id in a handler's path is an id of, and so whose it must be. */
public enum Scope {
  /** The role alone decides. */
  NONE,
  /** What belongs to no single entity: nothing for whoever is confined to one. */
  STORE,
  /** An agent's id: an agent's own, or one of the caller's entity; administrators see all. */
  AGENT,
  /** A task's id: of the agent's own tasks, or the entity's; administrators and workers see all. */
  TASK,
  /** A webhook's id: one of the agent's own; administrators see all, and nobody else any. */
  WEBHOOK
}
