package com.geniinow.runtime.query.history;

/**
 * What the runtime says of a checkpoint beside it, as docs/ledger.md has it.
 *
 * @param hash the checkpoint's
 */
record CheckpointSignature(String hash, String kid, String publicKey, String signature) {
  static final String SUFFIX = ".sig";

  static CheckpointSignature of(LedgerCheckpoint checkpoint, SigningKey key) {
    return new CheckpointSignature(
        checkpoint.hash(), key.kid(), key.publicKey(), key.sign(checkpoint.signed()));
  }

  /** The line that is its file, and the second of an entity's export. */
  String line() {
    return "{\"algorithm\":\"%s\",\"hash\":\"%s\",\"kid\":\"%s\",\"public_key\":\"%s\","
            .formatted(SigningKey.ALGORITHM, hash, kid, publicKey)
        + "\"signature\":\"%s\"}\n".formatted(signature);
  }
}
