package com.geniinow.runtime.command.gateway;

import com.geniinow.runtime.command.call.ProviderKinds;
import com.geniinow.runtime.platform.provider.Provider;
import com.geniinow.runtime.platform.provider.ProviderClient;
import com.geniinow.runtime.platform.provider.ProviderSettings;
import com.geniinow.runtime.platform.provider.ProviderTimeouts;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** Reads the settings, and counts what is refused under the gateway's paths. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GatewaySettings.class)
class GatewayConfiguration {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  @Bean
  ProviderSettings providers(Environment environment) {
    return ProviderSettings.of(environment);
  }

  @Bean
  ProviderKinds providerKinds(ProviderSettings providers) {
    return provider -> providers.find(provider).map(Provider::kind).orElse(null);
  }

  @Bean
  ProviderClient providerClient(GatewaySettings settings, Clock clock) {
    var timeouts = new ProviderTimeouts(CONNECT, settings.idleTimeout(), settings.timeout());
    return new ProviderClient(timeouts, clock);
  }

  /** Outside security, which refuses too. */
  @Bean
  FilterRegistrationBean<RefusalCounter> refusalCounter(MeterRegistry registry) {
    var filter = new FilterRegistrationBean<>(new RefusalCounter(registry));
    filter.addUrlPatterns("/v1/*");
    filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return filter;
  }
}
