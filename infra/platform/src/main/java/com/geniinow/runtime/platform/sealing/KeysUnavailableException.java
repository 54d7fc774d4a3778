package com.geniinow.runtime.platform.sealing;

import com.geniinow.runtime.platform.problem.Unavailable;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;

/**
 * A key can't be had now, though it may be there; trying again later is right. Wherever an
 * unavailable database is told from a fault of ours, so is this; a client is told of keys, or an
 * operator would look at a database that is there.
 */
public final class KeysUnavailableException extends DataAccessResourceFailureException
    implements Unavailable {
  private static final long serialVersionUID = 1L;

  /**
   * @param sentence what is missing, without secrets
   */
  KeysUnavailableException(String sentence) {
    super(sentence);
  }

  KeysUnavailableException(String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
  }

  @Override
  public String detail() {
    return "Keys can't be had now; try again.";
  }
}
