package com.geniinow.runtime.command.security;

import com.geniinow.runtime.command.security.Catalog.Owner;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What each login may do with each table, found out by doing it. Rows of four agents are there: the
 * caller's own, one of its entity, one of another entity, and one of a third whose time is up.
 * Everything happens in one transaction of the superuser, who takes on the logins' roles; every
 * attempt is taken back.
 */
final class TableAccess {
  private enum Target {
    OWN,
    SAME,
    OTHER,
    EXPIRED
  }

  private static final Map<Set<Target>, String> SCOPES =
      Map.of(
          EnumSet.noneOf(Target.class), "",
          EnumSet.of(Target.OWN), "own",
          EnumSet.of(Target.OWN, Target.SAME), "entity",
          EnumSet.of(Target.EXPIRED), "expired",
          EnumSet.allOf(Target.class), "all");
  private static final List<String> OPERATIONS = List.of("read", "add", "change", "remove");

  /** What may be done to a key without being able to do anything else to its row. */
  private static final List<String> OF_KEYS = List.of("destroy", "wrap anew");

  /** Whose tables no caller's settings open, but only those of work with keys. */
  private static final String KEYS = "sealing_keys.";

  private static final String NOTHING = "-";
  private static final String APPEND_ONLY = "append-only";
  private static final Caller NOBODY = new Caller("", "", "");

  private final Connection superuser;
  private final Catalog catalog;
  private final Map<Target, Owner> owners = new EnumMap<>(Target.class);

  /** What row-level security is told about a caller. */
  private record Caller(String role, String agentId, String entityId) {}

  TableAccess(Connection superuser) throws SQLException {
    this.superuser = superuser;
    this.catalog = new Catalog(superuser);
    var entity = uuid();
    owners.put(Target.OWN, new Owner(uuid(), entity, false));
    owners.put(Target.SAME, new Owner(uuid(), entity, false));
    owners.put(Target.OTHER, new Owner(uuid(), uuid(), false));
    owners.put(Target.EXPIRED, new Owner(uuid(), uuid(), true));
    execute("SET LOCAL lock_timeout = '10s'", "SET LOCAL session_replication_role = replica");
    for (var table : catalog.tables()) {
      if (catalog.isOfAgents(table)) {
        for (var owner : owners.values()) {
          execute(seed(table, owner));
        }
      }
    }
    execute("SET LOCAL session_replication_role = origin");
  }

  List<String> tables() throws SQLException {
    return catalog.tables();
  }

  boolean isOfAgents(String table) throws SQLException {
    return catalog.isOfAgents(table);
  }

  /** The services' roles, the owner last. */
  List<String> roles() throws SQLException {
    var roles =
        catalog.strings("SELECT rolname FROM pg_roles WHERE rolname LIKE 'genii\\_%' ORDER BY 1");
    roles.add("owner");
    return roles;
  }

  /** What each of {@link #roles} may do with a table, in the words of docs/security.md. */
  List<String> cells(String table) throws SQLException {
    var cells = new ArrayList<String>();
    for (var role : roles()) {
      cells.add(cell(table, role));
    }
    if (lacksForce(table)) {
      cells.add("row-level security is not forced");
    }
    if (isAppendOnly(table)) {
      cells.set(cells.size() - 1, APPEND_ONLY);
    }
    return cells;
  }

  /**
   * Whether {@link #cells} are not these. Looks no further than to the first that differs, and
   * first at what is quick to see, and at the roles named.
   */
  boolean differs(String table, List<String> from, Collection<String> first) throws SQLException {
    var roles = roles();
    var appendOnly = isAppendOnly(table);
    if (from.size() != roles.size()
        || lacksForce(table)
        || appendOnly != from.getLast().equals(APPEND_ONLY)) {
      return true;
    }
    var order = new LinkedHashSet<>(first);
    order.retainAll(roles);
    order.addAll(roles);
    if (appendOnly) {
      order.remove(roles.getLast());
    }
    for (var role : order) {
      if (!from.get(roles.indexOf(role)).equals(cell(table, role))) {
        return true;
      }
    }
    return false;
  }

  private String cell(String table, String role) throws SQLException {
    return isOfAgents(table) ? rowsOf(table, role) : grants(table, role);
  }

  private boolean lacksForce(String table) throws SQLException {
    return isOfAgents(table) && !isForced(table);
  }

  /**
   * What a login that is bound to one agent can write in another's name all the same.
   *
   * @param page the table's {@link #cells}, which say who isn't bound; null to find it out
   */
  List<String> forgeries(String table, @Nullable List<String> page) throws SQLException {
    var forged = new ArrayList<String>();
    var other = owner(Target.OTHER);
    var roles = roles();
    for (var role : roles) {
      if (!isOfAgents(table) || knownOrFound(table, role, roles, page).contains("all: ")) {
        continue;
      }
      for (var caller : callers(table, role).values()) {
        for (var column : catalog.columns(table)) {
          var value =
              switch (column.name()) {
                case "agent_id", "scope_id" -> other.agentId();
                case "entity_id" -> other.entityId();
                default -> null;
              };
          if (value == null) {
            continue;
          }
          if (worked(
              role,
              caller,
              delete(table, Target.OWN),
              catalog.insert(table, owner(Target.OWN), Map.of(column.name(), value)))) {
            forged.add(role + " adds a row with another's " + column.name());
          }
          if (worked(
              role,
              caller,
              null,
              "UPDATE %s SET %s = '%s' WHERE agent_id = '%s'"
                  .formatted(table, column.name(), value, owner(Target.OWN).agentId()))) {
            forged.add(role + " gives its row another's " + column.name());
          }
        }
      }
    }
    return forged;
  }

  private String knownOrFound(
      String table, String role, List<String> roles, @Nullable List<String> page)
      throws SQLException {
    if (page == null || page.size() != roles.size()) {
      return rowsOf(table, role);
    }
    var known = page.get(roles.indexOf(role));
    return known.equals(APPEND_ONLY) ? rowsOf(table, role) : known;
  }

  private String rowsOf(String table, String role) throws SQLException {
    var cells = new LinkedHashMap<String, String>();
    for (var caller : callers(table, role).entrySet()) {
      cells.put(caller.getKey(), describe(table, role, caller.getValue()));
    }
    var unset = describe(table, role, NOBODY);
    var known = cells.values().stream().distinct().toList();
    String cell;
    if (known.size() == 1) {
      cell = known.getFirst();
    } else if (cells.equals(
        Map.of("admin", "all: read", "founder", "entity: read", "agent", "own: read"))) {
      cell = "the caller's: read";
    } else {
      cell = cells.entrySet().stream().map(Object::toString).collect(Collectors.joining("; "));
    }
    var bound = !cell.startsWith("all: ") && !role.equals("owner");
    return unset.equals(bound ? NOTHING : cell) ? cell : cell + "; without settings " + unset;
  }

  private Map<String, Caller> callers(String table, String role) {
    if (!table.startsWith(KEYS) || role.equals("owner")) {
      return callers(role);
    }
    var own = owner(Target.OWN);
    var callers = new LinkedHashMap<String, Caller>();
    callers(role).forEach((name, caller) -> callers.put(caller.role(), caller));
    callers.put("keys", new Caller("keys", own.agentId(), ""));
    return callers;
  }

  private Map<String, Caller> callers(String role) {
    var own = owner(Target.OWN);
    var other = owner(Target.OTHER);
    if (role.equals("owner")) {
      return Map.of("", NOBODY);
    }
    if (!role.equals("genii_query")) {
      return Map.of("", new Caller("command", own.agentId(), own.entityId()));
    }
    // The settings that do not count for a role name somebody else: they must not widen it.
    var callers = new LinkedHashMap<String, Caller>();
    callers.put("admin", new Caller("admin", "", ""));
    callers.put("founder", new Caller("founder", other.agentId(), own.entityId()));
    callers.put("agent", new Caller("agent", own.agentId(), other.entityId()));
    return callers;
  }

  private String describe(String table, String role, Caller caller) throws SQLException {
    var byScope = new LinkedHashMap<String, List<String>>();
    var operations = new ArrayList<>(OPERATIONS);
    if (catalog.isOfKeys(table)) {
      operations.addAll(OF_KEYS);
    }
    for (var operation : operations) {
      var reached = EnumSet.noneOf(Target.class);
      for (var target : Target.values()) {
        if (attempt(operation, table, role, caller, target)) {
          reached.add(target);
        }
      }
      var scope = SCOPES.getOrDefault(reached, reached.toString());
      if (!scope.isEmpty()) {
        byScope.computeIfAbsent(scope, s -> new ArrayList<>()).add(operation);
      }
    }
    return byScope.isEmpty()
        ? NOTHING
        : byScope.entrySet().stream()
            .map(scope -> scope.getKey() + ": " + String.join(", ", scope.getValue()))
            .collect(Collectors.joining("; "));
  }

  private boolean attempt(String operation, String table, String role, Caller caller, Target target)
      throws SQLException {
    var its = " WHERE agent_id = '" + owner(target).agentId() + "'";
    return switch (operation) {
      case "read" -> worked(role, caller, null, "SELECT 1 FROM " + table + its);
      case "add" ->
          worked(role, caller, delete(table, target), catalog.insert(table, owner(target)));
      case "change" ->
          worked(role, caller, null, "UPDATE " + table + " SET agent_id = agent_id" + its);
      case "destroy" ->
          worked(
              role,
              caller,
              null,
              "UPDATE " + table + " SET wrapped = NULL, destroyed_at = now()" + its);
      case "wrap anew" ->
          worked(role, caller, null, "UPDATE " + table + " SET wrapped = '\\x01'" + its);
      case "remove" -> worked(role, caller, null, "DELETE FROM " + table + its);
      default -> throw new AssertionError(operation);
    };
  }

  private String grants(String table, String role) throws SQLException {
    if (role.equals("owner")) {
      return "owns";
    }
    var granted =
        catalog.strings(
            """
            SELECT o FROM unnest(ARRAY['read', 'add', 'change', 'remove'],
              ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS x(o, p)
            WHERE has_table_privilege('%s', '%s', p)\
            """
                .formatted(role, table));
    return granted.isEmpty() ? NOTHING : String.join(", ", granted);
  }

  private boolean isForced(String table) throws SQLException {
    return catalog
        .strings(
            "SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = '%s'::regclass"
                .formatted(table))
        .equals(List.of("t"));
  }

  /** Whether even the superuser is refused. */
  private boolean isAppendOnly(String table) throws SQLException {
    var before = superuser.setSavepoint();
    try {
      execute("DELETE FROM " + table + " WHERE false");
      return false;
    } catch (SQLException e) {
      return "42501".equals(e.getSQLState());
    } finally {
      takeBack(before);
    }
  }

  /** Whether a statement reached a row; refused is no, anything else that fails is a mistake. */
  private boolean worked(String role, Caller caller, @Nullable String before, String sql)
      throws SQLException {
    var savepoint = superuser.setSavepoint();
    try (var statement = superuser.createStatement()) {
      if (before != null) {
        execute(
            "SET LOCAL session_replication_role = replica",
            before,
            "SET LOCAL session_replication_role = origin");
      }
      execute(
          "SELECT set_config('genii.role', '%s', true), set_config('genii.agent_id', '%s', true), set_config('genii.entity_id', '%s', true)"
              .formatted(caller.role(), caller.agentId(), caller.entityId()),
          // Whoever logs in as the owner; a role that is taken on may do what its functions may.
          role.equals("owner")
              ? "SET LOCAL SESSION AUTHORIZATION genii"
              : "SET LOCAL ROLE " + role);
      if (sql.startsWith("SELECT")) {
        try (var rows = statement.executeQuery(sql)) {
          return rows.next();
        }
      }
      return statement.executeUpdate(sql) > 0;
    } catch (SQLException e) {
      // The second: a trigger that may not see whose the row is to be leaves that empty.
      if ("42501".equals(e.getSQLState()) || "23502".equals(e.getSQLState())) {
        return false;
      }
      throw new AssertionError(role + ": " + sql, e);
    } finally {
      takeBack(savepoint);
    }
  }

  /** And lets go of it: thousands within each other make every look at a row slower. */
  private void takeBack(Savepoint savepoint) throws SQLException {
    superuser.rollback(savepoint);
    superuser.releaseSavepoint(savepoint);
  }

  private String seed(String table, Owner owner) throws SQLException {
    return table.equals("domain_event_entry")
        ? catalog.insert(
            table, owner, Map.of("aggregate_identifier", owner.agentId(), "sequence_number", "0"))
        : catalog.insert(table, owner);
  }

  private String delete(String table, Target target) {
    return "DELETE FROM %s WHERE agent_id = '%s'".formatted(table, owner(target).agentId());
  }

  private Owner owner(Target target) {
    return java.util.Objects.requireNonNull(owners.get(target));
  }

  private void execute(String... statements) throws SQLException {
    try (var statement = superuser.createStatement()) {
      statement.execute(String.join(";\n", statements));
    }
  }

  private static String uuid() {
    return UUID.randomUUID().toString();
  }
}
