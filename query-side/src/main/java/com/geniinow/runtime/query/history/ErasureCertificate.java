package com.geniinow.runtime.query.history;

import com.geniinow.runtime.platform.web.CanonicalJson;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the runtime says of an erasure that is done, signed as checkpoints are: over the RFC 8785
 * form of all members but {@code signature}.
 *
 * @param requestedBy the subject of whoever asked for it
 * @param startedAt from when on none of its text was kept any more, and less and less was shown
 * @param doneAt when its keys were gone; no process could read the text two seconds later
 * @param erased how many of each
 * @param copiesEndOn by the end of this day (UTC) the last file of keys from before is gone from
 *     the folder of infra/backup, where backups are made daily: two days after the operator's
 *     retention as it is when the certificate is asked for; it says nothing of files of the
 *     database or of other copies. Null where the runtime was told of none
 * @param fingerprints of the keys that are destroyed: the agent's own first, then those of its days
 * @param outside what no erasure of the runtime reaches
 * @param kid the key that signed, as GET /api/audit/keys lists it
 * @param publicKey in the form of X.509, in base64
 * @param signature in base64
 */
record ErasureCertificate(
    UUID erasureId,
    UUID agentId,
    UUID entityId,
    String reason,
    String requestedBy,
    @Schema(format = "date-time") String startedAt,
    @Schema(format = "date-time") String doneAt,
    @Schema(format = "date") @Nullable String copiesEndOn,
    Map<String, Long> erased,
    List<String> fingerprints,
    List<String> outside,
    String algorithm,
    String kid,
    String publicKey,
    String signature) {
  /** Sentences that every certificate has. */
  static final List<String> OUTSIDE =
      List.of(
          "what was downloaded, exported or sent before",
          "addresses of webhooks of the entity, which hear of its other agents too",
          "SHA-256 of payloads, files and memories, of what model calls asked and answered, and of"
              + " what was stored before text was sealed, which stay",
          "names of models and ids of workers, as they were given, which stay in tasks, usage,"
              + " events and ledgers",
          "reasons of brakes, of legal holds, of this erasure and of the platform's acts, which"
              + " stay in events and ledgers",
          "the subjects of who did something, which stay in events and ledgers",
          "copies of what was stored before text was sealed: pages and logs of PostgreSQL, until"
              + " the operator removes them",
          "bytes of deleted files, for as long as the object store keeps what was deleted",
          "physical copies: backups of the database and of its keys from before, also those of a"
              + " provider, until the operator removes them, and what is restored from them, until"
              + " it is erased again");

  private static final String SIGNATURE = "signature";

  ErasureCertificate {
    erased = Map.copyOf(erased);
    fingerprints = List.copyOf(fingerprints);
    outside = List.copyOf(outside);
  }

  /** As it is shown: signed. */
  ObjectNode signed(JsonMapper json, SigningKey key) {
    ObjectNode node = json.valueToTree(this);
    node.remove(SIGNATURE);
    node.put(SIGNATURE, key.sign(CanonicalJson.of(node)));
    return node;
  }
}
