package com.geniinow.runtime.command.security;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.servers.LocalServers;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** That the search of the whole run's log finds what it is for, and is under way. */
@RuntimeTest
class LogSecretsTest {
  @Test
  void each_kind_of_secret_would_be_found() {
    assertThat(
            new String[] {
              "token " + Calls.admin(),
              "https://x/y?X-Goog-Signature=00ff",
              LocalServers.shared().databaseUrl(),
              "ALTER ROLE genii_query PASSWORD 'query'",
              "password=query",
              "Bearer xoxb-tests",
              RuntimeTest.SECRET
            })
        .allMatch(LogSecrets::isSecret);
    assertThat("the passwords of the services' roles could not be set")
        .matches(line -> !LogSecrets.isSecret(line));
  }

  @Test
  void the_search_listens_while_the_service_runs() {
    var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    var names = new java.util.ArrayList<String>();
    root.iteratorForAppenders().forEachRemaining(a -> names.add(a.getClass().getName()));
    assertThat(names).anyMatch(name -> name.startsWith(LogSecrets.class.getName()));
  }
}
