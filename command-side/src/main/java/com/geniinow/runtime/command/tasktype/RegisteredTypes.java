package com.geniinow.runtime.command.tasktype;

import com.geniinow.runtime.command.store.StoreConfiguration;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The types that are registered: what was set counts for the next submission. */
@Component
public class RegisteredTypes {
  private final JdbcClient system;

  RegisteredTypes(@Qualifier(StoreConfiguration.SYSTEM) JdbcClient system) {
    this.system = system;
  }

  /** The type as it is now; empty where none is registered under this name. */
  public Optional<RegisteredType> find(String type) {
    return system
        .sql(
            """
            SELECT version_id, type, max_tokens_default, schema FROM task_types
            WHERE type = ? ORDER BY version DESC LIMIT 1""")
        .param(type)
        .query(
            (row, n) ->
                new RegisteredType(
                    row.getObject(1, UUID.class),
                    row.getString(2),
                    row.getObject(3, Long.class),
                    row.getString(4)))
        .optional();
  }
}
