package com.geniinow.runtime.query;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/** The read routes alone, for scaling out: no owner's login, no event store, no Redis. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(
    excludeName = {
      "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
      "org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
      "org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration",
      "org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration"
    })
public class QuerySideApplication {
  /** Starts the service; settings come from the environment. */
  public static void main(String[] args) {
    builder().run(args);
  }

  /** The service with its own properties file, for a JVM of its own or beside others. */
  public static org.springframework.boot.builder.SpringApplicationBuilder builder() {
    return new org.springframework.boot.builder.SpringApplicationBuilder(QuerySideApplication.class)
        .properties("spring.config.name=query-side");
  }
}
