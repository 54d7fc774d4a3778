package com.geniinow.runtime.query.view.access;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.web.Cursor;
import com.geniinow.runtime.platform.web.Page;
import com.geniinow.runtime.platform.web.PageQuery;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A filtered list in order of time and id, read a page at a time by key, not by offset. */
public final class Listing {
  private final StringBuilder sql;
  private final String timeColumn;
  private final String idColumn;
  private final List<Object> parameters = new ArrayList<>();
  private boolean newestFirst;

  /**
   * @param select a SELECT that ends with a WHERE clause to which {@code AND} can be added
   */
  public Listing(String select, String timeColumn, String idColumn) {
    this.sql = new StringBuilder(select);
    this.timeColumn = timeColumn;
    this.idColumn = idColumn;
  }

  /** Adds the value of a {@code ?} that the SELECT itself has. */
  public Listing with(Object value) {
    parameters.add(value);
    return this;
  }

  /** Adds a condition with one {@code ?}, unless the value is null. */
  public Listing and(String condition, @Nullable Object value) {
    if (value != null) {
      sql.append(" AND ").append(condition);
      parameters.add(value instanceof Instant at ? at.atOffset(ZoneOffset.UTC) : value);
    }
    return this;
  }

  /**
   * Adds a half-open range of time, {@code from <= time < to}; a null end is open.
   *
   * @throws ProblemException 400 for one that ends before it begins
   */
  public Listing between(@Nullable Instant from, @Nullable Instant to) {
    mustBeInOrder(from, to);
    return and(timeColumn + " >= ?", from).and(timeColumn + " < ?", to);
  }

  /**
   * Checks a range of time; a null end is open.
   *
   * @throws ProblemException 400 for one that ends before it begins
   */
  public static void mustBeInOrder(@Nullable Instant from, @Nullable Instant to) {
    if (from != null && to != null && from.isAfter(to)) {
      throw ProblemException.invalidField("from", "must not be after to");
    }
  }

  /** From here on the newest come first, where that is asked for; else the oldest do. */
  public Listing newestFirst(boolean first) {
    newestFirst = first;
    return this;
  }

  /** Reads the page asked for. */
  public <T> Page<T> read(
      JdbcClient jdbc, PageQuery page, RowMapper<T> mapper, Function<T, Cursor> cursor) {
    page.afterTimeAndId()
        .ifPresent(
            after -> {
              sql.append(
                  " AND (%s, %s) %s (?, ?)"
                      .formatted(timeColumn, idColumn, newestFirst ? "<" : ">"));
              parameters.add(after.at().atOffset(ZoneOffset.UTC));
              parameters.add(after.id());
            });
    var order = newestFirst ? " DESC" : "";
    sql.append(" ORDER BY %s%s, %s%s LIMIT ?".formatted(timeColumn, order, idColumn, order));
    parameters.add(page.fetch());
    return Page.of(jdbc.sql(sql.toString()).params(parameters).query(mapper).list(), page, cursor);
  }
}
