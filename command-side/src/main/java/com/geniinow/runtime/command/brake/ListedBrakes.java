package com.geniinow.runtime.command.brake;

import com.geniinow.runtime.command.store.StoreConfiguration;
import java.util.List;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Brakes as they are looked at outside commands; a command that begins work looks again. */
@Component
public class ListedBrakes {
  private final BrakeTable table;

  ListedBrakes(@Qualifier(StoreConfiguration.SYSTEM) JdbcClient system) {
    this.table = new BrakeTable(system);
  }

  /** Those in force, the oldest first. */
  public List<Brake> inForce() {
    return table.inForce();
  }
}
