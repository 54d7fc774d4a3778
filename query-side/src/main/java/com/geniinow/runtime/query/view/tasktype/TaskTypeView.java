package com.geniinow.runtime.query.view.tasktype;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.geniinow.runtime.events.tasktype.TaskTypeEvent.TaskTypeSet;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A registered type of tasks.
 *
 * @param version counts its versions, from 1
 * @param maxTokensDefault what a task holds that says nothing of it; null for nothing
 * @param schema that payloads must fit; null for any payload
 * @param setAt when this version was set
 */
public record TaskTypeView(
    String type,
    int version,
    @Nullable Long maxTokensDefault,
    @Nullable String description,
    @JsonRawValue @Nullable String schema,
    Instant setAt) {
  /** That of a type that was set just now. */
  public static TaskTypeView of(TaskTypeSet set) {
    return new TaskTypeView(
        set.type(),
        set.version(),
        set.maxTokensDefault(),
        set.description(),
        set.schema() == null ? null : set.schema().text(),
        set.at());
  }

  static TaskTypeView read(ResultSet row, int n) throws SQLException {
    return new TaskTypeView(
        row.getString("type"),
        row.getInt("version"),
        row.getObject("max_tokens_default", Long.class),
        row.getString("description"),
        row.getString("schema"),
        row.getObject("set_at", OffsetDateTime.class).toInstant());
  }
}
