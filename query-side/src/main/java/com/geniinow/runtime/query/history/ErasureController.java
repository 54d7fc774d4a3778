package com.geniinow.runtime.query.history;

import static com.geniinow.runtime.platform.security.Role.ADMIN;
import static com.geniinow.runtime.platform.security.Role.AUDITOR;
import static com.geniinow.runtime.platform.security.Role.FOUNDER;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.platform.setting.Bounds;
import com.geniinow.runtime.query.view.access.CallerReads;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Shows how far the erasure of an agent is, and certifies the one that is done. */
@RestController
@ConditionalOnProperty(AuditAutoConfiguration.SYSTEM_LOGIN)
@Tag(name = "erasure")
class ErasureController {
  /** Days; as infra/backup takes them. */
  private static final long LONGEST_RETENTION = 3_650;

  /**
   * Days. infra/backup removes what is older than the retention, and only when the next backup is
   * made, a day later; and one that was being made when the keys went has them and is younger than
   * that.
   */
  private static final long UNTIL_REMOVED = 2;

  private static final String FIND =
      """
      SELECT erasure_id, agent_id, entity_id, reason, requested_by, started_at, erased, done_at,
        fingerprints,
        EXISTS (SELECT FROM legal_holds h WHERE h.entity_id = e.entity_id) AS held
      FROM erasures e WHERE agent_id = ?\
      """;

  private final CallerReads reads;
  private final CheckpointKeysTable keys;
  private final JsonMapper json;
  private final long retentionDays;

  /**
   * @param retentionDays {@code GENII_BACKUP_RETENTION_DAYS}: how many days infra/backup keeps
   *     files of keys; 0 where nobody said
   */
  ErasureController(
      CallerReads reads,
      CheckpointKeysTable keys,
      JsonMapper json,
      @Value("${genii.erasure.backup-retention-days:0}") long retentionDays) {
    Bounds.whole("GENII_BACKUP_RETENTION_DAYS", retentionDays, 0, LONGEST_RETENTION);
    this.reads = reads;
    this.keys = keys;
    this.json = json;
    this.retentionDays = retentionDays;
  }

  /**
   * An erasure.
   *
   * @param held whether it rests, as its agent's entity is under a legal hold; false once it is
   *     done
   * @param certificate null while it is running
   */
  record ErasureView(
      UUID erasureId,
      @Schema(allowableValues = {"running", "done"}) String state,
      boolean held,
      @Nullable ErasureCertificate certificate) {}

  @Operation(
      summary = "Show how far the erasure of an agent is, and its certificate",
      description =
          "The certificate is signed by the key of checkpoints (GET /api/audit/keys), over the RFC"
              + " 8785 form of it without signature. It is made anew each time, by the key and the"
              + " retention of backups that are set then. A running one rests while its entity is"
              + " under a legal hold (held). 404 where the agent isn't erased.")
  @GetMapping("/api/agents/{id}/erase")
  @Allow(
      value = {ADMIN, FOUNDER, AUDITOR},
      scope = Scope.AGENT)
  ErasureView show(@PathVariable UUID id, Caller caller) {
    return reads.as(
        caller,
        jdbc ->
            jdbc.sql(FIND)
                .param(id)
                .query(this::view)
                .optional()
                .orElseThrow(() -> ProblemException.notFound("erasure of agent", id)));
  }

  private ErasureView view(ResultSet row, int n) throws SQLException {
    var id = row.getObject("erasure_id", UUID.class);
    return row.getObject("done_at") == null
        ? new ErasureView(id, "running", row.getBoolean("held"), null)
        : new ErasureView(id, "done", false, certificate(row));
  }

  private ErasureCertificate certificate(ResultSet row) throws SQLException {
    var key = keys.current();
    var doneAt = instant(row, "done_at");
    var certificate =
        new ErasureCertificate(
            row.getObject("erasure_id", UUID.class),
            row.getObject("agent_id", UUID.class),
            row.getObject("entity_id", UUID.class),
            row.getString("reason"),
            row.getString("requested_by"),
            instant(row, "started_at").toString(),
            doneAt.toString(),
            copiesEndOn(doneAt, retentionDays),
            json.readValue(row.getString("erased"), new TypeReference<Map<String, Long>>() {}),
            json.readValue(row.getString("fingerprints"), new TypeReference<List<String>>() {}),
            ErasureCertificate.OUTSIDE,
            SigningKey.ALGORITHM,
            key.kid(),
            key.publicKey(),
            "");
    return json.treeToValue(certificate.signed(json, key), ErasureCertificate.class);
  }

  /**
   * The last day (UTC) on which infra/backup can still find a file of keys from before, where
   * backups are made daily and each takes less than a day; null for a retention of 0.
   */
  static @Nullable String copiesEndOn(Instant doneAt, long retentionDays) {
    return retentionDays == 0
        ? null
        : LocalDate.ofInstant(doneAt, ZoneOffset.UTC)
            .plusDays(retentionDays + UNTIL_REMOVED)
            .toString();
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
