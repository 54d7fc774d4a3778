package com.geniinow.runtime.command.agent;

import org.axonframework.commandhandling.CommandHandler;
import org.springframework.stereotype.Component;

/** Leaves in the ledger that an agent's export was taken. */
@Component
class ExportHandler {
  private final Agents agents;

  ExportHandler(Agents agents) {
    this.agents = agents;
  }

  @CommandHandler
  void handle(NoteExport c) {
    var agent = agents.of(c);
    agent.execute(a -> a.noteExport(c.exportId(), c.lines(), c.files(), c.by(), c.at()));
  }
}
