package com.geniinow.runtime.command.line;

import java.util.UUID;

/**
 * A command about one task of its agent.
 *
 * @param <R> what its handler answers
 */
public interface TaskCommand<R> extends AgentCommand<R> {
  UUID taskId();
}
