package com.geniinow.runtime.platform.database;

/** The login roles of the services; none owns a table or passes by row-level security. */
public enum DatabaseRole {
  /** Acts for one agent at a time. */
  COMMAND("genii_command"),
  /** Reads for one caller at a time. */
  QUERY("genii_query"),
  /** Processors, scheduler, reconciler, verifier and import: all agents. */
  SYSTEM("genii_system");

  private final String login;

  DatabaseRole(String login) {
    this.login = login;
  }

  /** The role's name in PostgreSQL. */
  public String login() {
    return login;
  }
}
