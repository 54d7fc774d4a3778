package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.command.Superuser;
import java.util.UUID;

/** As long as it is open, PostgreSQL takes no event of one agent. */
final class FailingAppends implements AutoCloseable {
  private final String name;

  FailingAppends(UUID agentId) {
    name = "failing_" + agentId.toString().replace('-', '_');
    var jdbc = Superuser.jdbc();
    jdbc.execute(
        """
        CREATE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'refused by a test'; END $$"""
            .formatted(name));
    jdbc.execute(
        """
        CREATE TRIGGER %s BEFORE INSERT ON domain_event_entry FOR EACH ROW
        WHEN (NEW.agent_id = '%s') EXECUTE FUNCTION %s()"""
            .formatted(name, agentId, name));
  }

  @Override
  public void close() {
    Superuser.jdbc().execute("DROP FUNCTION %s() CASCADE".formatted(name));
  }
}
