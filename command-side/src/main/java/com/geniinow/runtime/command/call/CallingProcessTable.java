package com.geniinow.runtime.command.call;

import com.geniinow.runtime.command.store.StoreConfiguration;
import java.time.Duration;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The processes that make calls, by the database's clock, which all of them share. */
@Component
class CallingProcessTable {
  private final JdbcClient system;

  CallingProcessTable(@Qualifier(StoreConfiguration.SYSTEM) JdbcClient system) {
    this.system = system;
  }

  /** Notes that a process is there. */
  void alive(UUID processId, Duration lease) {
    system
        .sql(
            """
            INSERT INTO calling_processes (process_id, alive_until)
            VALUES (?, clock_timestamp() + ? * interval '1 millisecond')
            ON CONFLICT (process_id) DO UPDATE SET alive_until = excluded.alive_until""")
        .param(processId)
        .param(lease.toMillis())
        .update();
  }

  /** Forgets processes that went long ago and left nothing. */
  void forget() {
    system
        .sql(
            """
            DELETE FROM calling_processes p WHERE alive_until < clock_timestamp() - interval '1 day'
              AND NOT EXISTS (SELECT FROM running_calls r WHERE r.process_id = p.process_id)""")
        .update();
  }
}
