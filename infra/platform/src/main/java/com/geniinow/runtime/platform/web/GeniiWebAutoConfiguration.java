package com.geniinow.runtime.platform.web;

import com.geniinow.runtime.platform.setting.Bounds;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.PropertySource;
import org.springframework.core.Ordered;
import org.springframework.format.FormatterRegistry;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverters.ServerBuilder;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.i18n.FixedLocaleResolver;
import tools.jackson.databind.json.JsonMapper;

/** Body limit, paging and parameter reading for a servlet application. */
@AutoConfiguration(before = WebMvcAutoConfiguration.class)
@PropertySource("classpath:com/geniinow/runtime/platform/web/platform.properties")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({WebMvcConfigurer.class, TomcatServletWebServerFactory.class})
public class GeniiWebAutoConfiguration {
  /** The largest body that is not a file. A task's payload and result have tighter bounds. */
  static final long MAX_BODY_BYTES = 1024 * 1024;

  @Bean
  FilterRegistrationBean<BodyLimitFilter> bodyLimit(
      @Value("${genii.http.body-seconds}") int seconds) {
    FilterRegistrationBean<BodyLimitFilter> registration =
        new FilterRegistrationBean<>(
            new BodyLimitFilter(MAX_BODY_BYTES, Duration.ofSeconds(seconds)));
    // Outermost: whatever reads the body, a filter too, reads it through the bound.
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return registration;
  }

  @Bean
  StorableTextAdvice storableText(JsonMapper mapper) {
    return new StorableTextAdvice(mapper);
  }

  @Bean
  PlainParameters plainParameters() {
    return new PlainParameters();
  }

  /** Around whatever may answer, Tomcat's own error pages included. */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> lingering(
      @Value("${genii.http.linger-seconds}") int seconds,
      @Value("${genii.http.linger-megabytes}") int megabytes) {
    var bytes = Math.multiplyExact(megabytes, 1 << 20);
    return factory -> {
      factory.addEngineValves(new LingeringValve(bytes, Duration.ofSeconds(seconds)));
      // Tomcat closes the connection of a longer body without reading on.
      factory.addConnectorCustomizers(
          connector -> connector.setProperty("maxSwallowSize", Integer.toString(bytes)));
    };
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> calls(Supplier<UUID> ids) {
    return factory -> {
      factory.setProtocol(WatchedProtocol.class.getName());
      factory.addEngineValves(new CallValve(ids));
    };
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> plainAccept() {
    return factory -> factory.addEngineValves(new AcceptValve());
  }

  /** A client that asks whether to send its body hears so when somebody wants to read it. */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> continueOnRead() {
    return factory ->
        factory.addConnectorCustomizers(
            connector -> connector.setProperty("continueResponseTiming", "onRead"));
  }

  /** Before security, which looks at paths too. */
  @Bean
  FilterRegistrationBean<KeyPathFilter> keyPaths() {
    FilterRegistrationBean<KeyPathFilter> registration =
        new FilterRegistrationBean<>(new KeyPathFilter());
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
    return registration;
  }

  /** An encoded slash or backslash in a path is a part of a name; the firewall refuses others. */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> encodedSlashes() {
    return factory ->
        factory.addConnectorCustomizers(
            connector -> {
              connector.setEncodedSolidusHandling("passthrough");
              connector.setEncodedReverseSolidusHandling("passthrough");
            });
  }

  /** Validation messages are part of the interface: English, whatever the client's browser says. */
  @Bean
  LocaleResolver localeResolver() {
    return new FixedLocaleResolver(Locale.ENGLISH);
  }

  @Bean
  WebMvcConfigurer internalRoutes(@Value("${genii.http.internal-routes:true}") String text) {
    var served = Bounds.flag("GENII_INTERNAL_ROUTES", text);
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        if (!served) {
          registry.addInterceptor(new InternalRoutes()).order(Ordered.LOWEST_PRECEDENCE);
        }
      }
    };
  }

  @Bean
  WebMvcConfigurer geniiWeb() {
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new KnownParameters()).order(Ordered.LOWEST_PRECEDENCE);
        registry.addInterceptor(new IdempotencyHeader()).order(Ordered.LOWEST_PRECEDENCE);
        registry.addInterceptor(new BodyHeaders()).order(Ordered.LOWEST_PRECEDENCE);
      }

      @Override
      public void configureContentNegotiation(ContentNegotiationConfigurer negotiation) {
        negotiation.strategies(List.of(new AcceptedTypes()));
      }

      /** The library that describes the routes brings YAML with it, which no route takes. */
      @Override
      public void configureMessageConverters(ServerBuilder converters) {
        var yaml = MediaType.APPLICATION_YAML;
        converters.configureMessageConvertersList(
            all -> all.removeIf(one -> one.getSupportedMediaTypes().contains(yaml)));
      }

      @Override
      public void addFormatters(FormatterRegistry registry) {
        WireParameters.register(registry);
      }

      @Override
      public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new PageQueryArgumentResolver());
        resolvers.add(new LabelQueryArgumentResolver());
      }
    };
  }
}
