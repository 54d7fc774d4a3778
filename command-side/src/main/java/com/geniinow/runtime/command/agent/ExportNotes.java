package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.platform.work.ExportNote;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Notes exports for those who give them out, and take no commands. */
@Component
class ExportNotes implements ExportNote {
  private final AgentLine line;
  private final Now now;

  ExportNotes(AgentLine line, Now now) {
    this.line = line;
    this.now = now;
  }

  @Override
  public void taken(UUID agentId, UUID exportId, long lines, long files, String by) {
    line.send(new NoteExport(agentId, exportId, lines, files, by, now.get()));
  }
}
