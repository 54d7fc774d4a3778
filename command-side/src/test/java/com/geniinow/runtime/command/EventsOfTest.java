package com.geniinow.runtime.command;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.dao.DataAccessException;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * Where in the store that all tests of a JVM share the one that runs now began. Registered for
 * every class; what of a class is done before all its tests is no test's own.
 */
public final class EventsOfTest implements BeforeEachCallback {
  private static volatile long before;

  @Override
  public void beforeEach(ExtensionContext context) {
    // A test without an application of this JVM may have no store, and counts all there is.
    var test = context.getRequiredTestClass();
    var hasStore = TestContextAnnotationUtils.hasAnnotation(test, SpringBootTest.class);
    before = hasStore ? last() : 0;
  }

  private static long last() {
    try {
      return Superuser.count("SELECT coalesce(max(global_index), 0) FROM domain_event_entry");
    } catch (DataAccessException e) {
      return 0;
    }
  }

  /** Whose events there are since then: entities, and the platform. */
  static List<UUID> entities() {
    return Superuser.jdbc()
        .queryForList(
            "SELECT DISTINCT entity_id FROM domain_event_entry WHERE global_index > ?",
            UUID.class,
            before);
  }
}
