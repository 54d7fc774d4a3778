package com.geniinow.runtime.query.testing;

import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who asks. */
public final class Callers {
  public static final Caller ADMIN = new Caller(Role.ADMIN, "ann", null);

  private Callers() {}

  public static Caller founder(UUID entity) {
    return new Caller(Role.FOUNDER, "fred", entity);
  }

  /** Of an entity, or of everything. */
  public static Caller auditor(@Nullable UUID entity) {
    return new Caller(Role.AUDITOR, "aida", entity);
  }

  public static Caller agent(UUID agent) {
    return new Caller(Role.AGENT, agent.toString(), null);
  }
}
