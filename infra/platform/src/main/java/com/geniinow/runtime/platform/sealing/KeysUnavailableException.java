package com.geniinow.runtime.platform.sealing;

import org.springframework.dao.DataAccessResourceFailureException;

/**
 * A key can't be had now, though it may be there; trying again later is right. Wherever an
 * unavailable database is told from a fault of ours, so is this.
 */
public final class KeysUnavailableException extends DataAccessResourceFailureException {
  private static final long serialVersionUID = 1L;

  /**
   * @param sentence what is missing, without secrets
   */
  KeysUnavailableException(String sentence) {
    super(sentence);
  }

  KeysUnavailableException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
