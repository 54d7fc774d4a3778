package com.geniinow.runtime.query.view.task;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A statement that is put together, with what stands for its question marks, in their order. */
final class Sql {
  private final StringBuilder text = new StringBuilder();
  private final List<Object> parameters = new ArrayList<>();

  /** Adds a piece, which holds a {@code ?} for each of the values. */
  Sql add(String piece, Object... values) {
    text.append(piece);
    Collections.addAll(parameters, values);
    return this;
  }

  /** A moment as PostgreSQL's driver takes it. */
  static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  String text() {
    return text.toString();
  }

  List<Object> parameters() {
    return List.copyOf(parameters);
  }

  JdbcClient.StatementSpec in(JdbcClient jdbc) {
    return jdbc.sql(text()).params(parameters);
  }
}
