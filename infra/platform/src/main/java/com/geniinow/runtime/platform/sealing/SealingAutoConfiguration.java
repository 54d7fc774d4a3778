package com.geniinow.runtime.platform.sealing;

import com.geniinow.runtime.platform.database.ConnectionPools;
import com.geniinow.runtime.platform.database.DatabaseAutoConfiguration;
import com.geniinow.runtime.platform.database.DatabaseRole;
import com.geniinow.runtime.platform.work.Chore;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Offers {@link DataKeys} to the service that has the login for commands: it alone seals and opens
 * what agents write. One that only reads has no business with keys.
 */
@AutoConfiguration(after = DatabaseAutoConfiguration.class)
@ConditionalOnProperty({"genii.database.enabled", "genii.database.command-password"})
@EnableConfigurationProperties(SealingSettings.class)
public class SealingAutoConfiguration {
  private static final Logger log = LoggerFactory.getLogger(SealingAutoConfiguration.class);

  /** Set where the login is that sees the keys of all agents. */
  private static final String SYSTEM_LOGIN = "genii.database.system-password";

  /** Nothing waits for it: old master keys stay configured until it is done. */
  private static final Duration REWRAP_EVERY = Duration.ofHours(1);

  @Bean
  MasterKeys masterKeys(SealingSettings settings) {
    var masters = MasterKeys.of(settings);
    if (masters.present().isEmpty()) {
      log.warn(
          "Neither GENII_MASTER_KEY nor GENII_MASTER_KMS_KEY is set: nothing that agents write is"
              + " sealed");
    }
    return masters;
  }

  @Bean
  @ConditionalOnMissingBean(DataKeys.class)
  StoredDataKeys dataKeys(ConnectionPools pools, MasterKeys masters, Clock clock) {
    return new StoredDataKeys(pools.openForKeys(), masters, clock);
  }

  /**
   * @param first the pool of commands: opened before, it tells an operator of a schema that is too
   *     old
   */
  @Bean
  @ConditionalOnProperty(SYSTEM_LOGIN)
  KeyRotation keyRotation(
      ConnectionPools pools, MasterKeys masters, ObjectProvider<DataSource> first) {
    first.ifAvailable(pool -> log.debug("keys are looked at, as {} is open", pool));
    var rotation = new KeyRotation(() -> pools.openForLongWork(DatabaseRole.SYSTEM, 1), masters);
    rotation.requireMasters();
    return rotation;
  }

  @Bean
  @ConditionalOnProperty(SYSTEM_LOGIN)
  Chore keyRewrapping(KeyRotation rotation) {
    return new Chore("key-rewrapping", REWRAP_EVERY, rotation::rewrapAll);
  }
}
