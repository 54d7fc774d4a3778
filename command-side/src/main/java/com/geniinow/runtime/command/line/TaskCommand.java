package com.geniinow.runtime.command.line;

import java.util.UUID;

/** A command about one task of its agent. */
public interface TaskCommand extends AgentCommand {
  UUID taskId();
}
