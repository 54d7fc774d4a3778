package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.platform.database.ConnectionPools;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What an erasure finds of an agent is counted, however much it is. */
@RuntimeTest
class ErasedTableTest {
  @Autowired
  @Qualifier(ErasureConfiguration.COUNTING) JdbcClient counting;

  @Autowired ErasedTable rows;

  @Test
  void counting_may_take_longer_than_any_other_statement() {
    var millis =
        counting
            .sql("SELECT setting::bigint FROM pg_settings WHERE name = 'statement_timeout'")
            .query(Long.class)
            .single();

    assertThat(millis).isEqualTo(ConnectionPools.LONG_STATEMENT_LIMIT.toMillis());
  }

  @Test
  void of_an_agent_that_is_not_there_there_is_nothing() {
    var agent = UUID.randomUUID();

    assertThat(rows.count(agent)).isEqualTo(rows.countSoon(agent));
    assertThat(rows.count(agent).events()).isZero();
    assertThat(rows.unsealed(agent)).isZero();
  }
}
