package com.geniinow.runtime.command.stream;

import com.geniinow.runtime.command.store.EventFeed;
import com.geniinow.runtime.command.store.EventPages;
import com.geniinow.runtime.platform.database.ConnectionPools;
import com.geniinow.runtime.platform.database.SealedPosition;
import com.geniinow.runtime.platform.security.CallerCheck;
import com.geniinow.runtime.query.view.access.CallerReads;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StreamSettings.class)
class StreamConfiguration {
  @Bean
  SealedPosition streamPosition(ConnectionPools pools) {
    return new SealedPosition(pools.seal(), "stream");
  }

  @Bean
  StreamFrames streamFrames(SealedPosition positions) {
    return new StreamFrames(positions);
  }

  @Bean
  Streams streams(
      EventFeed feed, StreamFrames frames, StreamSettings settings, MeterRegistry registry) {
    return new Streams(feed, frames, settings, registry);
  }

  @Bean
  StreamLookout streamLookout(EventFeed feed) {
    return new StreamLookout(feed);
  }

  @Bean
  StreamService streamService(
      Streams streams,
      EventPages pages,
      CallerReads reads,
      StreamFrames frames,
      SealedPosition positions,
      CallerCheck callers,
      StreamSettings settings,
      Clock clock) {
    return new StreamService(
        new StreamWriter.Parts(
            streams, new StreamPages(pages, reads), frames, callers, settings.keepAlive(), clock),
        positions);
  }
}
