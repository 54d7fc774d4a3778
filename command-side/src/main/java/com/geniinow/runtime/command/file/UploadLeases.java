package com.geniinow.runtime.command.file;

import com.geniinow.runtime.command.background.ProcessJob;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Says again and again that this process's uploads are alive; of a dead one's nobody does. */
@Component
class UploadLeases implements ProcessJob {
  private final Set<UUID> uploads = ConcurrentHashMap.newKeySet();
  private final ObjectTable rows;

  UploadLeases(ObjectTable rows) {
    this.rows = rows;
  }

  void begin(UUID fileId) {
    uploads.add(fileId);
  }

  void end(UUID fileId) {
    uploads.remove(fileId);
  }

  @Override
  public Duration every() {
    return FileLimits.RENEWAL;
  }

  @Override
  public void run() {
    var alive = Set.copyOf(uploads);
    if (!alive.isEmpty()) {
      rows.renew(alive);
    }
  }
}
