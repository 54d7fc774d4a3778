package com.geniinow.runtime.command.background;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.store.StoreConfiguration;
import java.util.UUID;
import javax.sql.DataSource;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventhandling.tokenstore.UnableToClaimTokenException;
import org.axonframework.serialization.Serializer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Two processes of one number on hosts of one name, as containers have it. */
@RuntimeTest
class ProcessorNodeTest {
  @Autowired
  @Qualifier(StoreConfiguration.SYSTEM) DataSource system;

  @Autowired Serializer serializer;

  @Test
  void what_one_start_of_a_process_has_claimed_is_no_other_ones() {
    var configuration = new ProcessorConfiguration();
    var one = store(configuration);
    var other = store(configuration);
    new TransactionTemplate(new JdbcTransactionManager(system))
        .executeWithoutResult(
            status -> {
              status.setRollbackOnly();
              one.initializeTokenSegments("node-test", 1);
              one.fetchToken("node-test", 0);

              assertThatThrownBy(() -> other.fetchToken("node-test", 0))
                  .isInstanceOf(UnableToClaimTokenException.class);
            });
  }

  @Test
  void no_two_starts_have_the_same_name() {
    var configuration = new ProcessorConfiguration();
    assertThat(configuration.processorNode(UUID::randomUUID))
        .isNotEqualTo(configuration.processorNode(UUID::randomUUID));
  }

  private TokenStore store(ProcessorConfiguration configuration) {
    return configuration.tokenStore(
        system, serializer, configuration.processorNode(UUID::randomUUID));
  }
}
