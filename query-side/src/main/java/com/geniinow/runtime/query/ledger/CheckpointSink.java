package com.geniinow.runtime.query.ledger;

import java.io.IOException;
import java.io.InputStream;

/** Where checkpoints are kept outside PostgreSQL, beyond the reach of who can change its tables. */
public interface CheckpointSink {
  /**
   * Keeps a checkpoint under a name that is new.
   *
   * @throws IOException when it is not kept; no part of it is then
   * @throws RuntimeException likewise
   */
  void put(String name, InputStream content) throws IOException;
}
