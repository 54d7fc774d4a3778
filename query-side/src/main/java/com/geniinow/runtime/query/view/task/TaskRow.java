package com.geniinow.runtime.query.view.task;

import com.geniinow.runtime.platform.web.CanonicalJson;
import com.geniinow.runtime.platform.web.Json;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Columns of agent_tasks in the words of the routes. */
final class TaskRow {
  private static final JsonMapper JSON = Json.mapper();

  private TaskRow() {}

  /** By their names; none for a task without labels. */
  static Map<String, String> labels(ResultSet row) throws SQLException {
    var labels = row.getString("labels");
    return labels == null
        ? Map.of()
        : JSON.readValue(labels, new TypeReference<TreeMap<String, String>>() {});
  }

  /**
   * As its event has it, or, for those of before, of the payload itself; null where that is erased.
   */
  static @Nullable String payloadSha256(ResultSet row, String payload) throws SQLException {
    var kept = row.getString("payload_sha256");
    if (kept != null) {
      return kept;
    }
    var read = JSON.readTree(payload);
    return read.isNull() ? null : CanonicalJson.sha256(read);
  }

  static BigDecimal usd(ResultSet row, String column) throws SQLException {
    return Objects.requireNonNull(usdOrNull(row, column), column);
  }

  static @Nullable BigDecimal usdOrNull(ResultSet row, String column) throws SQLException {
    var usd = row.getBigDecimal(column);
    if (usd == null) {
      return null;
    }
    var stripped = usd.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return Objects.requireNonNull(instantOrNull(row, column), column);
  }

  static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  /** Who let it run, or must; null for a task that needs nobody. */
  static @Nullable TaskApprovalView approval(ResultSet row) throws SQLException {
    var expiresAt = instantOrNull(row, "approval_expires_at");
    return expiresAt == null
        ? null
        : new TaskApprovalView(
            expiresAt, row.getString("approval_decided_by"), row.getString("approval_reason"));
  }
}
