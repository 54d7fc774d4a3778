package com.geniinow.runtime.command.background;

import java.util.List;
import java.util.function.Supplier;

/**
 * From when on somebody has something to do, as the tables say it. All of them are asked together,
 * once a second and process, so each must be cheap whatever the tables hold: by an index, from one
 * row.
 *
 * @param sql a query that answers one row at most, of one {@code timestamptz}; null and no row:
 *     there is nothing to do
 * @param whose the clock that the moment is by
 * @param params of the query, in their order, asked for anew at each look
 */
public record Due(String sql, Whose whose, List<Supplier<?>> params) {
  /** A clock. */
  public enum Whose {
    /** As leases are. */
    DATABASE,
    /** As what commands and events say is. */
    PROCESS
  }

  /** Nothing to do, ever. */
  public static final Due NEVER = byDatabase("SELECT NULL::timestamptz");

  public Due {
    params = List.copyOf(params);
  }

  /** By the database's clock. */
  public static Due byDatabase(String sql, Supplier<?>... params) {
    return new Due(sql, Whose.DATABASE, List.of(params));
  }

  /** By this process's clock. */
  public static Due byProcess(String sql, Supplier<?>... params) {
    return new Due(sql, Whose.PROCESS, List.of(params));
  }

  /**
   * At once, while there is such a row.
   *
   * @param rows what stands behind {@code SELECT FROM}
   */
  public static Due whileAny(String rows, Supplier<?>... params) {
    return byDatabase("SELECT to_timestamp(0) WHERE EXISTS (SELECT FROM " + rows + ")", params);
  }
}
