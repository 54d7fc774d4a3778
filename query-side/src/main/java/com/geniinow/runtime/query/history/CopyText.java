package com.geniinow.runtime.query.history;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows in the text form that PostgreSQL's COPY reads: a line each, tabs between, \N for null. Kept
 * in pieces, for the garbage collector treats large arrays badly.
 */
final class CopyText {
  private static final int PIECE = 1 << 16;

  private final List<InputStream> pieces = new ArrayList<>();
  private final StringBuilder text = new StringBuilder(PIECE);

  private CopyText() {}

  /** To be read once. */
  static InputStream of(Collection<String> columns, Collection<Row> rows) {
    var copy = new CopyText();
    for (var row : rows) {
      copy.add(columns, row);
    }
    copy.cut();
    return new SequenceInputStream(Collections.enumeration(copy.pieces));
  }

  private void add(Collection<String> columns, Row row) {
    for (var column : columns) {
      text.append(escaped(row.get(column))).append('\t');
    }
    text.setCharAt(text.length() - 1, '\n');
    if (text.length() > PIECE) {
      cut();
    }
  }

  private void cut() {
    pieces.add(new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8)));
    text.setLength(0);
  }

  private static String escaped(@Nullable String value) {
    return value == null
        ? "\\N"
        : value
            .replace("\\", "\\\\")
            .replace("\t", "\\t")
            .replace("\n", "\\n")
            .replace("\r", "\\r");
  }
}
