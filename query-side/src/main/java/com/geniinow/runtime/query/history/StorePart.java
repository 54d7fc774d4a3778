package com.geniinow.runtime.query.history;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.work.DerivedState;
import com.geniinow.runtime.platform.work.DerivedState.Scope;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What of the store a run is about: all of it, or what is in the name of one entity. An event that
 * was put into another's name is found by its agent.
 *
 * @param entityId null for all of it
 * @param scopes which kinds of what there is
 */
record StorePart(@Nullable UUID entityId, Set<Scope> scopes) {
  static final StorePart ALL = new StorePart(null, EnumSet.allOf(Scope.class));

  private static final String EVENTS_OF_ENTITY =
      """
      (e.entity_id = :entity OR e.agent_id IN (SELECT agent_id FROM agents WHERE entity_id = :entity
         UNION ALL SELECT agent_id FROM budgets WHERE entity_id = :entity))""";

  /** Which kinds, each once, in their order. */
  List<Scope> inOrder() {
    return scopes.stream().sorted().toList();
  }

  /** Whether such a state is looked at. */
  boolean has(DerivedState state) {
    return scopes.contains(state.scope()) && (entityId == null || state.isOfAgents());
  }

  /** A condition on rows {@code e} of events. */
  String ofEvents() {
    return entityId == null ? " true " : EVENTS_OF_ENTITY;
  }

  /** A condition on rows of a table of record. */
  String ofRows() {
    return entityId == null ? " true " : " entity_id = :entity ";
  }

  /** A statement that may have either condition. */
  JdbcClient.StatementSpec sql(JdbcClient jdbc, String sql) {
    return jdbc.sql(sql).param("entity", entityId);
  }

  /** How many events it has. */
  long countEvents(JdbcClient jdbc) {
    return sql(jdbc, "SELECT count(*) FROM domain_event_entry e WHERE" + ofEvents())
        .query(Long.class)
        .single();
  }

  /** All its events, as rows, in the order of the store. */
  Stream<EventRow> events(JdbcClient snapshot) {
    var sql = EventRow.SELECT + "e WHERE" + ofEvents() + "ORDER BY global_index";
    return sql(snapshot, sql).query(EventRow::of).stream();
  }

  /**
   * Checks that there is anything.
   *
   * @throws ProblemException 404
   */
  void mustBeThere(JdbcClient jdbc) {
    if (entityId == null) {
      return;
    }
    var known =
        sql(
                jdbc,
                """
                SELECT EXISTS (SELECT FROM agents WHERE entity_id = :entity)
                  OR EXISTS (SELECT FROM budgets WHERE entity_id = :entity)
                  OR EXISTS (SELECT FROM domain_event_entry WHERE entity_id = :entity)""")
            .query(Boolean.class)
            .single();
    if (!known || entityId.equals(Ids.PLATFORM)) {
      throw ProblemException.notFound("entity", entityId);
    }
  }
}
