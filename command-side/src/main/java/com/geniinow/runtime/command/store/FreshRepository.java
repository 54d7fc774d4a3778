package com.geniinow.runtime.command.store;

import com.geniinow.runtime.command.line.AgentEntry;
import org.axonframework.common.caching.Cache;
import org.axonframework.eventsourcing.CachingEventSourcingRepository;
import org.axonframework.eventsourcing.EventSourcedAggregate;
import org.axonframework.eventsourcing.EventSourcingRepository;

/**
 * Aggregates from the cache, but only where they are current: what another process appended since
 * is seen in the stream's version, which the transaction read after it got the agent's lock. So a
 * refusal is never decided on old state.
 */
final class FreshRepository<T> extends CachingEventSourcingRepository<T> {
  private final Cache cache;

  FreshRepository(EventSourcingRepository.Builder<T> builder, Cache cache) {
    super(builder.cache(cache));
    this.cache = cache;
  }

  @Override
  protected EventSourcedAggregate<T> doLoadWithLock(String id, Long expectedVersion) {
    var aggregate = super.doLoadWithLock(id, expectedVersion);
    var entry = AgentEntry.current();
    if (entry == null) {
      throw new IllegalStateException("aggregates are loaded by commands only");
    }
    if (aggregate.version() != entry.versionOf(id)) {
      cache.remove(id);
      aggregate = super.doLoadWithLock(id, expectedVersion);
    }
    return aggregate;
  }
}
