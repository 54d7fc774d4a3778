package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.Superuser;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.pooled.PooledStreamingEventProcessor;
import org.springframework.stereotype.Component;

/** Where streaming processors are in the store, and where a test wants them. */
@Component
final class Readers {
  private final EventProcessingConfiguration processors;

  Readers(EventProcessingConfiguration processors) {
    this.processors = processors;
  }

  /** What happens meanwhile a processor never sees: it goes on behind it. */
  void movedPast(String processor, Runnable meanwhile) {
    var reader =
        processors.eventProcessor(processor, PooledStreamingEventProcessor.class).orElseThrow();
    reader.shutDown();
    Superuser.jdbc()
        .update(
            """
            UPDATE token_entry SET owner = 'a test', timestamp = '2999-01-01T00:00:00Z'
            WHERE processor_name = ?""",
            processor);
    try {
      meanwhile.run();
    } finally {
      Superuser.jdbc()
          .update(
              """
              UPDATE token_entry SET owner = NULL, timestamp = '2020-01-01T00:00:00Z',
                token = convert_to(json_build_object('index',
                  (SELECT max(global_index) FROM domain_event_entry), 'gaps', '[]'::json)::text,
                  'UTF8')
              WHERE processor_name = ?""",
              processor);
      reader.start();
    }
  }

  /** Up to which event a processor has come. */
  long place(String processor) {
    return Superuser.count(
        """
        SELECT (convert_from(token, 'UTF8')::json ->> 'index')::bigint FROM token_entry
        WHERE processor_name = ?""",
        processor);
  }
}
