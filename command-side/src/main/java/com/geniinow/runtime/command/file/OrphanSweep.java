package com.geniinow.runtime.command.file;

import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.platform.storage.ObjectEntry;
import com.geniinow.runtime.platform.storage.ObjectStore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Lays the store's list beside the table's, both in order, and goes through them once: an old
 * object without a row is removed, a row without an object is reported. It holds a page of each at
 * a time.
 */
@Component
class OrphanSweep implements RecurringJob {
  private static final Logger log = LoggerFactory.getLogger(OrphanSweep.class);

  /** Objects of files; the bucket may hold others, which are none of ours. */
  private static final Pattern OURS = Pattern.compile("[0-9a-f]{32}");

  private final ObjectStore store;
  private final ObjectTable rows;
  private final Now now;
  private final Counter removed;
  private final AtomicLong missing;

  OrphanSweep(ObjectStore store, ObjectTable rows, Now now, MeterRegistry meters) {
    this.store = store;
    this.rows = rows;
    this.now = now;
    this.removed =
        Counter.builder("genii.files.orphans")
            .description("Objects without a row that were removed")
            .register(meters);
    this.missing = meters.gauge("genii.files.missing", new AtomicLong());
  }

  @Override
  public String name() {
    return "orphan-sweep";
  }

  @Override
  public Duration every() {
    return Duration.ofMinutes(10);
  }

  @Override
  public void run() {
    var old = now.get().minus(FileLimits.ORPHAN);
    var objects = store.list("");
    var known = new RowsInOrder(rows);
    long gone = 0;
    ObjectTable.@Nullable Row row = known.next();
    while (objects.hasNext()) {
      var object = objects.next();
      if (!OURS.matcher(object.name()).matches()) {
        continue;
      }
      while (row != null && row.objectName().compareTo(object.name()) < 0) {
        gone += report(row);
        row = known.next();
      }
      if (row != null && row.objectName().equals(object.name())) {
        row = known.next();
      } else {
        remove(object, old);
      }
    }
    for (; row != null; row = known.next()) {
      gone += report(row);
    }
    missing.set(gone);
  }

  /** Looks again before it does: the two lists were not read at the same moment. */
  private void remove(ObjectEntry object, Instant old) {
    if (object.createdAt().isBefore(old) && rows.ofObject(object.name()).isEmpty()) {
      store.delete(object);
      removed.increment();
      log.info("an object without a file was removed");
    }
  }

  private long report(ObjectTable.Row row) {
    var isMissing =
        row.state().equals("stored")
            && !store.exists(row.objectName())
            && rows.ofObject(row.objectName()).filter(r -> r.state().equals("stored")).isPresent();
    if (isMissing) {
      log.error("file {} of agent {} has no object in the store", row.fileId(), row.agentId());
    }
    return isMissing ? 1 : 0;
  }
}
