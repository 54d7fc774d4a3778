package com.geniinow.runtime.platform.storage;

import com.geniinow.runtime.platform.setting.StartRefusedException;
import com.geniinow.runtime.platform.setting.WrongSettingException;
import com.google.cloud.storage.Storage;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Offers an {@link ObjectStore} to services that have {@code genii.storage.bucket} among their
 * properties (an empty one is refused at start) and Google's client on their class path.
 */
@AutoConfiguration
@ConditionalOnClass(Storage.class)
@ConditionalOnProperty("genii.storage.bucket")
@EnableConfigurationProperties(StorageSettings.class)
public class ObjectStoreAutoConfiguration {
  @Bean
  @ConditionalOnMissingBean
  ObjectStore objectStore(StorageSettings settings, Clock clock) {
    var store = open(settings, settings.bucket(), clock);
    if (settings.isEmulated()) {
      try {
        store.makeBucket();
      } catch (ObjectStoreUnavailableException e) {
        throw new StartRefusedException(
            "STORAGE_EMULATOR_HOST: no object store answers at " + settings.emulatorHost(), e);
      }
    }
    return store;
  }

  /** Or none, where no second bucket is configured. */
  @Bean
  LockedBucket lockedBucket(
      StorageSettings settings,
      Clock clock,
      @Value("${genii.storage.checkpoint-bucket:}") String bucket) {
    if (bucket.isBlank()) {
      return new LockedBucket(null);
    }
    if (bucket.equals(settings.bucket())) {
      throw new WrongSettingException(
          "GENII_CHECKPOINT_BUCKET is '%s', which is GCS_BUCKET: it must be another one"
              .formatted(bucket));
    }
    var store = open(settings, bucket, clock);
    if (settings.isEmulated()) {
      try {
        store.makeLockedBucket();
      } catch (ObjectStoreUnavailableException e) {
        throw new StartRefusedException(
            "STORAGE_EMULATOR_HOST: no object store answers at " + settings.emulatorHost(), e);
      }
    }
    return new LockedBucket(store);
  }

  private static GcsObjectStore open(StorageSettings settings, String bucket, Clock clock) {
    var credentials = GcsClients.credentials(settings);
    return new GcsObjectStore(
        GcsClients.client(settings, credentials, clock),
        bucket,
        GcsClients.signer(credentials),
        settings.isEmulated() ? settings.signedHost() : null);
  }
}
