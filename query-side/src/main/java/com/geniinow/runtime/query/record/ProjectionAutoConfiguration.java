package com.geniinow.runtime.query.record;

import com.geniinow.runtime.platform.database.LateWrites;
import com.geniinow.runtime.platform.work.ChainEnds;
import com.geniinow.runtime.platform.work.TaskEnds;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.serialization.Serializer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcOperations;

/** Subscribes the projectors in the process that appends events. */
@AutoConfiguration(
    afterName = {
      "org.axonframework.springboot.autoconfig.AxonAutoConfiguration",
      "org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration"
    })
@ConditionalOnBean(EventStore.class)
public class ProjectionAutoConfiguration {
  /** Of commands' transactions. */
  @Bean
  LateWrites lateWrites(JdbcOperations jdbc) {
    return new LateWrites(jdbc);
  }

  @Bean
  ProjectionSubscription projectionSubscription(
      EventStore eventStore,
      JdbcOperations jdbc,
      ObjectProvider<ChainEnds> chains,
      ObjectProvider<TaskEnds> ends,
      Serializer serializer) {
    return new ProjectionSubscription(
        eventStore,
        jdbc,
        chains.getIfAvailable(() -> agentId -> null),
        serializer,
        ends.getIfAvailable(() -> taskIds -> {}));
  }
}
