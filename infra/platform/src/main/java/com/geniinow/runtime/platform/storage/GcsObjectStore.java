package com.geniinow.runtime.platform.storage;

import com.geniinow.runtime.platform.setting.WrongSettingException;
import com.google.auth.ServiceAccountSigner;
import com.google.cloud.BaseServiceException;
import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.BucketInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The one adapter, for Google's own store as for a local server of its API. */
final class GcsObjectStore implements ObjectStore, AutoCloseable {
  private static final int PRECONDITION_FAILED = 412;
  private static final int CONFLICT = 409;
  private static final int PAGE = 1000;

  /** How long an emulator keeps what is in a locked bucket. */
  private static final Duration EMULATED = Duration.ofDays(1);

  private static final Pattern SIGNED_AT = Pattern.compile("[?&]X-Goog-Date=([0-9TZ]+)");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");

  private final Storage storage;
  private final String bucket;
  private final List<Storage.SignUrlOption> signing;

  /**
   * @param host where signed URLs lead, or null for Google's own
   */
  GcsObjectStore(
      Storage storage, String bucket, ServiceAccountSigner signer, @Nullable String host) {
    this.storage = storage;
    this.bucket = bucket;
    signing = new ArrayList<>();
    signing.add(Storage.SignUrlOption.withV4Signature());
    signing.add(Storage.SignUrlOption.signWith(signer));
    if (host != null) {
      signing.add(Storage.SignUrlOption.withHostName(host));
    }
  }

  /** Makes the bucket unless it is there; for emulators, which begin empty. */
  void makeBucket() {
    available(
        () -> {
          try {
            if (storage.get(bucket) == null) {
              storage.create(BucketInfo.of(bucket));
            }
          } catch (StorageException e) {
            if (e.getCode() != CONFLICT) {
              throw e;
            }
          }
          return true;
        });
  }

  /** Makes the bucket, with a policy that is locked, unless it is there; for emulators. */
  void makeLockedBucket() {
    available(
        () -> {
          try {
            if (storage.get(bucket) == null) {
              var made =
                  storage.create(
                      BucketInfo.newBuilder(bucket).setRetentionPeriodDuration(EMULATED).build());
              storage.lockRetentionPolicy(made, Storage.BucketTargetOption.metagenerationMatch());
            }
          } catch (StorageException e) {
            if (e.getCode() != CONFLICT) {
              throw e;
            }
          }
          return true;
        });
  }

  /**
   * Asks whether objects can't be removed or replaced before their time, by anybody.
   *
   * @throws WrongSettingException where they can be, or there is no such bucket
   */
  void mustBeLocked() {
    var found = available(() -> Optional.ofNullable(storage.get(bucket)));
    if (found.isEmpty() || !Boolean.TRUE.equals(found.get().retentionPolicyIsLocked())) {
      throw new WrongSettingException(
          "GENII_CHECKPOINT_BUCKET is '%s', which %s"
              .formatted(
                  bucket,
                  found.isEmpty()
                      ? "does not exist"
                      : "has no locked retention policy: gcloud storage buckets update gs://"
                          + bucket
                          + " --retention-period=1y --lock-retention-period"));
    }
  }

  @Override
  public ObjectUpload create(String name, ObjectType type) {
    return available(
        () ->
            new GcsUpload(
                storage.writer(info(name, type), Storage.BlobWriteOption.doesNotExist())));
  }

  @Override
  public void put(String name, ObjectType type, byte[] content) {
    available(
        () -> storage.create(info(name, type), content, Storage.BlobTargetOption.doesNotExist()));
  }

  @Override
  public Optional<InputStream> read(String name) {
    return available(
        () ->
            exists(name)
                ? Optional.of(Channels.newInputStream(storage.reader(BlobId.of(bucket, name))))
                : Optional.empty());
  }

  @Override
  public boolean exists(String name) {
    return available(() -> storage.get(BlobId.of(bucket, name)) != null);
  }

  @Override
  public void delete(String name) {
    available(() -> storage.delete(BlobId.of(bucket, name)));
  }

  @Override
  public void delete(ObjectEntry listed) {
    available(() -> storage.delete(BlobId.of(bucket, listed.name(), listed.generation())));
  }

  @Override
  public Iterator<ObjectEntry> list(String prefix) {
    var blobs =
        available(
            () ->
                storage
                    .list(
                        bucket,
                        Storage.BlobListOption.prefix(prefix),
                        Storage.BlobListOption.pageSize(PAGE))
                    .iterateAll()
                    .iterator());
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return available(blobs::hasNext);
      }

      @Override
      public ObjectEntry next() {
        return available(() -> entry(blobs.next()));
      }
    };
  }

  private static ObjectEntry entry(Blob blob) {
    return new ObjectEntry(
        blob.getName(),
        blob.getSize(),
        blob.getCreateTimeOffsetDateTime().toInstant(),
        blob.getGeneration());
  }

  @Override
  public SignedUrl sign(String name) {
    var url =
        available(
            () ->
                storage.signUrl(
                    BlobInfo.newBuilder(bucket, name).build(),
                    SignedUrl.LIFETIME.toSeconds(),
                    TimeUnit.SECONDS,
                    signing.toArray(Storage.SignUrlOption[]::new)));
    return new SignedUrl(
        URI.create(url.toString()), signedAt(url.toString()).plus(SignedUrl.LIFETIME));
  }

  /** The signature's own second, from which its lifetime counts. */
  private static Instant signedAt(String url) {
    var found = SIGNED_AT.matcher(url);
    if (!found.find()) {
      throw new IllegalStateException("a V4 signature says when it was made");
    }
    return LocalDateTime.parse(found.group(1), TIME).toInstant(ZoneOffset.UTC);
  }

  private BlobInfo info(String name, ObjectType type) {
    return BlobInfo.newBuilder(bucket, name)
        .setContentType(type.contentType())
        .setContentDisposition(type.contentDisposition())
        .setCacheControl("private, no-store")
        .build();
  }

  static <T> T available(Supplier<T> call) {
    try {
      return call.get();
    } catch (BaseServiceException e) {
      if (e.getCode() == PRECONDITION_FAILED) {
        throw new ObjectExistsException(e);
      }
      throw new ObjectStoreUnavailableException(e);
    } catch (ServiceAccountSigner.SigningException e) {
      throw new ObjectStoreUnavailableException(e);
    }
  }

  @Override
  public void close() throws Exception {
    storage.close();
  }
}
