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
public final class TestBegin implements BeforeEachCallback {
  private static volatile long lastEvent;
  private static volatile long oldestTransaction;

  @Override
  public void beforeEach(ExtensionContext context) {
    // A test without an application of this JVM may have no store, and counts all there is.
    lastEvent = 0;
    oldestTransaction = 0;
    var test = context.getRequiredTestClass();
    if (TestContextAnnotationUtils.hasAnnotation(test, SpringBootTest.class)) {
      look();
    }
  }

  private static void look() {
    try {
      Superuser.jdbc()
          .query(
              """
              SELECT coalesce(max(global_index), 0),
                pg_snapshot_xmin(pg_current_snapshot())::text::bigint
              FROM domain_event_entry""",
              row -> {
                lastEvent = row.getLong(1);
                oldestTransaction = row.getLong(2);
              });
    } catch (DataAccessException e) {
      // All there is counts.
    }
  }

  /** Whose events there are since then: entities, and the platform. */
  public static List<UUID> entities() {
    return Superuser.jdbc()
        .queryForList(
            "SELECT DISTINCT entity_id FROM domain_event_entry WHERE global_index > ?",
            UUID.class,
            lastEvent);
  }

  /**
   * A condition on rows {@code t} of any table, as SQL: that they may have been written since then.
   * Whatever was first said in this test stands in no other one.
   */
  public static String wasWrittenSince() {
    // By the transactions that were under way then, too.
    return oldestTransaction == 0
        ? "true"
        : "age(t.xmin) <= age('%d'::xid)".formatted(oldestTransaction);
  }
}
