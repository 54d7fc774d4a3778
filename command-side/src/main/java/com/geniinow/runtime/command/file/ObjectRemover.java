package com.geniinow.runtime.command.file;

import com.geniinow.runtime.platform.storage.ObjectStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The second half of every deletion: the object goes, then the row that says it must. */
@Component
class ObjectRemover {
  private static final Logger log = LoggerFactory.getLogger(ObjectRemover.class);

  private final ObjectStore store;
  private final ObjectTable rows;

  ObjectRemover(ObjectStore store, ObjectTable rows) {
    this.store = store;
    this.rows = rows;
  }

  /**
   * Removes a condemned object, for whoever must know that it is gone.
   *
   * @throws com.geniinow.runtime.platform.storage.ObjectStoreUnavailableException when the store is
   *     away; the next sweep tries again
   */
  void removeNow(String objectName) {
    store.delete(objectName);
    rows.forget(objectName);
  }

  /** Removes a condemned object; what fails is done by the next sweep. */
  void remove(String objectName) {
    try {
      removeNow(objectName);
    } catch (RuntimeException e) {
      log.warn("an object could not be removed yet: {}", e.toString());
    }
  }
}
