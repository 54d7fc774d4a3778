package com.geniinow.runtime.query.history;

import com.geniinow.runtime.platform.web.CanonicalJson;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the runtime says of an erasure that is done, signed as checkpoints are: over the RFC 8785
 * form of all members but {@code signature}.
 *
 * @param requestedBy the subject of whoever asked for it
 * @param startedAt from when on nothing showed the text
 * @param doneAt from when on nothing could have
 * @param erased how many of each
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
          "addresses of webhooks, which stay in events",
          "SHA-256 of payloads, files and memories, and of what was stored before text was sealed,"
              + " which stay",
          "copies of what was stored before text was sealed: backups of the database from then, and"
              + " pages and logs of PostgreSQL, until the operator removes them",
          "physical copies: backups of the keys from before, until the operator removes them");

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
