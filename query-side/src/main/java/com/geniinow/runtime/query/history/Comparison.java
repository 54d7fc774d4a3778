package com.geniinow.runtime.query.history;

import com.geniinow.runtime.query.record.TextColumns;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * Walks a live table and its shadow side by side in the order of their keys. Both sides send a hash
 * per row; only rows that differ are looked at, and a bounded number of them is kept.
 */
final class Comparison {
  /** Rows of drift that are shown per table. */
  static final int SHOWN = 20;

  /** Agents whose rows a rebuild puts right in one go. */
  static final int DAMAGED = 100_000;

  private final JdbcClient live;
  private final JdbcClient shadow;
  private final StorePart part;
  private final Set<UUID> erased;
  private final Set<UUID> leftOut = new HashSet<>();
  private final List<Drift> drift = new ArrayList<>();
  private final Set<UUID> damaged = new HashSet<>();

  /**
   * @param erased agents whose text could be read no more when their events were replayed, though
   *     the live tables that are looked at have it: their text may differ, and nothing else
   */
  Comparison(JdbcClient live, JdbcClient shadow, StorePart part, Set<UUID> erased) {
    this.live = live;
    this.shadow = shadow;
    this.part = part;
    this.erased = erased;
  }

  /** Rows of the live table, and rows of either that the other has not or has otherwise. */
  record Counts(long rows, long differing) {}

  Counts compare(LiveTable table, Runnable alive) {
    try (var liveRows = rows(live, table, table.qualified());
        var shadowRows = rows(shadow, table, table.shadow())) {
      var left = new Ahead(liveRows.iterator());
      var right = new Ahead(shadowRows.iterator());
      long rows = 0;
      long differing = 0;
      long looked = 0;
      while (left.hasNext() || right.hasNext()) {
        if (++looked % 10_000 == 0) {
          alive.run();
        }
        var order = left.compareTo(right);
        var l = order <= 0 ? left.next() : null;
        var r = order >= 0 ? right.next() : null;
        rows += l == null ? 0 : 1;
        if ((l == null || r == null || !l.hash().equals(r.hash())) && !isLeftOut(table, l, r)) {
          differing++;
          note(table, l, r, differing <= SHOWN);
        }
      }
      return new Counts(rows, differing);
    }
  }

  List<Drift> drift() {
    return drift;
  }

  /** Whose rows differ anywhere; not more than {@link #DAMAGED}. */
  Set<UUID> damaged() {
    return damaged;
  }

  /** Agents whose text differs somewhere, which nothing is said of therefore. */
  Set<UUID> leftOut() {
    return leftOut;
  }

  /** Whether only text differs, of an agent whose text could be read no more. */
  private boolean isLeftOut(LiveTable table, @Nullable Hashed l, @Nullable Hashed r) {
    if (l == null || !erased.contains(l.agentId())) {
      return false;
    }
    var isText =
        r == null
            ? TextColumns.isWhole(table.name())
            : l.rest() != null && l.rest().equals(r.rest());
    if (isText) {
      leftOut.add(l.agentId());
    }
    return isText;
  }

  /**
   * A row.
   *
   * @param hash of all its columns
   * @param rest of those that hold no text; null where nobody asks: of agents that aren't erased
   */
  private record Hashed(String key, UUID agentId, String hash, @Nullable String rest) {}

  private Stream<Hashed> rows(JdbcClient jdbc, LiveTable table, String name) {
    return part
        .sql(
            jdbc,
            "SELECT %1$s, agent_id, md5(t::text), %4$s FROM %2$s t WHERE%3$sORDER BY %1$s"
                .formatted(table.key(), name, part.ofRows(), rest(table)))
        .param("erased", new SqlArrayValue("uuid", erased.toArray()))
        .query(
            (row, n) ->
                new Hashed(
                    row.getString(1),
                    row.getObject(2, UUID.class),
                    row.getString(3),
                    row.getString(4)))
        .stream();
  }

  private String rest(LiveTable table) {
    var texts = TextColumns.of(table.name());
    if (erased.isEmpty() || texts.isEmpty()) {
      return "CAST(NULL AS text)";
    }
    return "CASE WHEN agent_id = ANY (:erased) THEN md5(CAST(ROW(%s) AS text)) END"
        .formatted(
            table.types().keySet().stream()
                .filter(column -> !texts.contains(column))
                .collect(Collectors.joining(", ")));
  }

  private void note(LiveTable table, @Nullable Hashed l, @Nullable Hashed r, boolean shown) {
    var row = l != null ? l : r;
    if (row == null) {
      throw new IllegalArgumentException("one side has a row");
    }
    for (var side : new Hashed[] {row, r == null ? row : r}) {
      if (damaged.size() < DAMAGED) {
        damaged.add(side.agentId());
      }
    }
    if (shown) {
      drift.add(
          new Drift(
              table.name(),
              UUID.fromString(row.key()),
              row.agentId(),
              l == null ? "missing" : r == null ? "extra" : "changed",
              columns(table, row)));
    }
  }

  /** Of an agent whose text could be read no more none is told either. */
  private Map<String, Drift.Values> columns(LiveTable table, Hashed row) {
    var ours = texts(live, table, table.qualified(), row.key());
    var theirs = texts(shadow, table, table.shadow(), row.key());
    var hidden = erased.contains(row.agentId()) ? hidden(table) : Set.<String>of();
    var columns = new TreeMap<String, Drift.Values>();
    for (var column : table.types().keySet()) {
      if (!hidden.contains(column) && !Objects.equals(ours.get(column), theirs.get(column))) {
        columns.put(column, Drift.Values.of(ours.get(column), theirs.get(column)));
      }
    }
    return columns;
  }

  private static Set<String> hidden(LiveTable table) {
    return TextColumns.isWhole(table.name())
        ? table.types().keySet()
        : TextColumns.of(table.name());
  }

  private static Map<String, @Nullable String> texts(
      JdbcClient jdbc, LiveTable table, String name, String key) {
    var texts = new TreeMap<String, @Nullable String>();
    var columns = List.copyOf(table.types().keySet());
    jdbc.sql(
            "SELECT %s::text FROM %s WHERE %s = ?::uuid"
                .formatted(String.join("::text, ", columns), name, table.key()))
        .param(key)
        .query(
            row -> {
              for (var i = 0; i < columns.size(); i++) {
                texts.put(columns.get(i), row.getString(i + 1));
              }
            });
    return texts;
  }

  /** Rows with a look at the next one; lower-case ids are ordered as PostgreSQL orders them. */
  private static final class Ahead implements Comparable<Ahead> {
    private final Iterator<Hashed> rows;
    private @Nullable Hashed next;

    Ahead(Iterator<Hashed> rows) {
      this.rows = rows;
      next = rows.hasNext() ? rows.next() : null;
    }

    boolean hasNext() {
      return next != null;
    }

    Hashed next() {
      var current = next;
      if (current == null) {
        throw new NoSuchElementException();
      }
      next = rows.hasNext() ? rows.next() : null;
      return current;
    }

    /** By the next row's key; the end comes last. */
    @Override
    public int compareTo(Ahead other) {
      var here = next;
      var there = other.next;
      return here == null
          ? (there == null ? 0 : 1)
          : there == null ? -1 : here.key().compareTo(there.key());
    }
  }
}
