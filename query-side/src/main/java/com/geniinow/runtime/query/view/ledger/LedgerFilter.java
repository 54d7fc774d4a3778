package com.geniinow.runtime.query.view.ledger;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.query.record.LedgerTypes;
import com.geniinow.runtime.query.view.access.Listing;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * Which entries of a chain a list shows, and in which order; null for any.
 *
 * @param from inclusive
 * @param to exclusive
 * @param types only entries of these, {@value #TYPES} at most; none for all
 * @param order {@code asc}, as where it is left out, for the order of the chain; {@code desc} for
 *     the newest first
 */
record LedgerFilter(
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable List<String> types,
    @Nullable String order) {
  static final LedgerFilter NONE = new LedgerFilter(null, null, null, null);

  private static final int TYPES = 50;

  /**
   * Checks what it is made of.
   *
   * @throws ProblemException 400
   */
  LedgerFilter {
    Listing.mustBeInOrder(from, to);
    mustBeTypes(types);
    if (order != null && !order.equals("asc") && !order.equals("desc")) {
      throw ProblemException.invalidField("order", "must be asc or desc");
    }
  }

  boolean isNewestFirst() {
    return "desc".equals(order);
  }

  /** Adds its conditions to a WHERE clause, and what stands for their question marks. */
  void addTo(StringBuilder where, List<Object> parameters) {
    if (types != null && !types.isEmpty()) {
      where.append(" AND type = ANY (?)");
      parameters.add(new SqlArrayValue("text", types.toArray()));
    }
    if (from != null) {
      where.append(" AND created_at >= ?");
      parameters.add(from.atOffset(ZoneOffset.UTC));
    }
    if (to != null) {
      where.append(" AND created_at < ?");
      parameters.add(to.atOffset(ZoneOffset.UTC));
    }
  }

  /** Of no entry's type is an error, so that a slip of the pen is no empty list. */
  private static void mustBeTypes(@Nullable List<String> types) {
    if (types != null && (types.size() > TYPES || !types.stream().allMatch(LedgerTypes::has))) {
      throw ProblemException.invalidField(
          "type", "must be types of entries as docs/ledger.md lists them, " + TYPES + " at most");
    }
  }
}
