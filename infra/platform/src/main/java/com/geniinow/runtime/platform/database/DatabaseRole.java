package com.geniinow.runtime.platform.database;

/** The login roles of the services; none owns a table or passes by row-level security. */
public enum DatabaseRole {
  /** Acts for one agent at a time. */
  COMMAND("genii_command", DatabaseRole.BY_INDEX),
  /** Reads for one caller at a time. */
  QUERY("genii_query", DatabaseRole.EACH_TIME),
  /** Processors, scheduler, reconciler and verifier: all agents. */
  SYSTEM("genii_system", DatabaseRole.EACH_TIME);

  /**
   * Commands run few statements, over and over, each for one agent: planned once, always by the
   * index. Without the last three a plan made while a table is small, or by row-level security's
   * estimates, reads an agent's whole history with every command. A forbidden scan costs so much
   * that PostgreSQL would compile its plan, hence no JIT.
   */
  private static final String BY_INDEX =
      "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off;"
          + " SET enable_bitmapscan = off; SET jit = off";

  /** Listings differ with their filters: generic plans lose the selectivity of one agent. */
  private static final String EACH_TIME = "SET plan_cache_mode = force_custom_plan";

  private final String login;
  private final String planning;

  DatabaseRole(String login, String planning) {
    this.login = login;
    this.planning = planning;
  }

  /** The role's name in PostgreSQL. */
  public String login() {
    return login;
  }

  /** How PostgreSQL is to plan this role's statements: SQL that each connection starts with. */
  String planning() {
    return planning;
  }
}
