package com.geniinow.runtime.command.key;

import com.geniinow.runtime.command.line.AgentEntry;
import com.geniinow.runtime.events.Ids;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.Repository;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The one place that loads the access list, for commands of the platform's line. */
@Component
public class AccessLists {
  private final Repository<AccessList> lists;

  AccessLists(Repository<AccessList> lists) {
    this.lists = lists;
  }

  /** The list; null before its first subject. */
  @Nullable Aggregate<AccessList> find() {
    var entry = AgentEntry.current();
    return entry == null || entry.quotaVersion() < 0 ? null : lists.load(Ids.ACCESS.toString());
  }
}
