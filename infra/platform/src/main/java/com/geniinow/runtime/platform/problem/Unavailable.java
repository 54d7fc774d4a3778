package com.geniinow.runtime.platform.problem;

/**
 * An exception that knows in a client's words what is unavailable: it is answered with 503 and that
 * sentence, wherever among the causes it is.
 */
public interface Unavailable {
  /** A sentence for the client, which says that trying again is right. */
  String detail();
}
