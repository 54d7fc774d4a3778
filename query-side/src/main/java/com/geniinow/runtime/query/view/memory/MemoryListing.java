package com.geniinow.runtime.query.view.memory;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.web.Cursor;
import com.geniinow.runtime.platform.web.Page;
import com.geniinow.runtime.platform.web.PageQuery;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which memories of an agent a list shows, and in which order; null for any.
 *
 * @param from inclusive, of when they were remembered
 * @param to exclusive
 * @param order {@code asc} for the oldest first, {@code desc}, or null, for the newest
 */
record MemoryListing(
    UUID agentId,
    @Nullable MemoryFilter filter,
    @Nullable String key,
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable String order) {
  MemoryListing {
    if (order != null && !order.equals("asc") && !order.equals("desc")) {
      throw ProblemException.invalidField("order", "must be asc or desc");
    }
    if (from != null && to != null && from.isAfter(to)) {
      throw ProblemException.invalidField("from", "must not be after to");
    }
  }

  Page<MemoryView> read(JdbcClient jdbc, PageQuery page, Instant now) {
    var sql = new StringBuilder(MemoryView.SELECT).append("WHERE m.agent_id = ?");
    List<Object> parameters = new ArrayList<>();
    parameters.add(agentId);
    sql.append(" AND ").append(MemoryView.KEPT);
    parameters.add(now.atOffset(ZoneOffset.UTC));
    and(sql, parameters, "m.created_at >= ?", from);
    and(sql, parameters, "m.created_at < ?", to);
    if (key != null) {
      sql.append(" AND m.key = ?");
      parameters.add(key);
    }
    if (filter != null) {
      filter
          .candidates(jdbc, agentId)
          .ifPresent(
              few -> {
                sql.append(" AND m.memory_id IN (").append(few.text()).append(')');
                parameters.addAll(few.parameters());
              });
      sql.append(" AND ").append(filter.condition().text());
      parameters.addAll(filter.condition().parameters());
    }
    var ascending = "asc".equals(order);
    page.afterTimeAndId()
        .ifPresent(
            after -> {
              sql.append(" AND (m.created_at, m.memory_id) ")
                  .append(ascending ? "> (?, ?)" : "< (?, ?)");
              parameters.add(after.at().atOffset(ZoneOffset.UTC));
              parameters.add(after.id());
            });
    sql.append(
        ascending
            ? " ORDER BY m.created_at, m.memory_id LIMIT ?"
            : " ORDER BY m.created_at DESC, m.memory_id DESC LIMIT ?");
    parameters.add(page.fetch());
    var rows = jdbc.sql(sql.toString()).params(parameters).query(MemoryView::of).list();
    return Page.of(
        rows, page, memory -> new Cursor.TimeAndId(memory.createdAt(), memory.memoryId()));
  }

  private static void and(
      StringBuilder sql, List<Object> parameters, String condition, @Nullable Instant at) {
    if (at != null) {
      sql.append(" AND ").append(condition);
      parameters.add(at.atOffset(ZoneOffset.UTC));
    }
  }
}
