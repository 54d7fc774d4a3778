package com.geniinow.runtime.platform.web;

import java.util.UUID;

/**
 * What the GET routes answer, for a command's own answer: committed state, read after the command.
 * The read side implements it; the write side knows the bodies by their names in the OpenAPI
 * document only. An unknown id is a 404 problem.
 */
public interface Views {
  /** As {@code GET /api/agents/{id}}. */
  Object agent(UUID agentId);

  /** As {@code GET /api/agents/{id}/quota}. */
  Object quota(UUID agentId);

  /** As {@code GET /api/tasks/{id}}. */
  Object task(UUID taskId);
}
