package com.geniinow.runtime.command;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The service that takes commands; with query-side on its class path it serves every route. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class CommandSideApplication {
  /** Starts the service; settings come from the environment. */
  public static void main(String[] args) {
    SpringApplication.run(CommandSideApplication.class, args);
  }
}
