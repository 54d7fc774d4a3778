package com.geniinow.runtime.servers.gcs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A bucket: a folder with two files per object, its resource and its content, and an index of the
 * resources in memory. The resource's file is replaced at once, so it alone decides what exists;
 * content that none names is what a crash left, and goes at the next start.
 */
final class BucketFolder {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String BUCKET = "bucket.json";
  private static final String RESOURCE = ".json";
  private static final String CONTENT = ".content";

  private final Path folder;
  private final InstantSource clock;
  private final NavigableMap<String, StoredObject> objects = new TreeMap<>(StoredObject.BY_BYTES);
  private ObjectNode resource;
  private long lastGeneration;

  private BucketFolder(Path folder, InstantSource clock, ObjectNode resource) {
    this.folder = folder;
    this.clock = clock;
    this.resource = resource;
  }

  static BucketFolder create(Path folder, InstantSource clock, ObjectNode resource)
      throws IOException {
    Durable.makeFolder(folder);
    Durable.write(folder.resolve(BUCKET), JSON.writeValueAsBytes(resource));
    return new BucketFolder(folder, clock, resource);
  }

  /** Reads a bucket's folder; null where a crash left one that was never whole. */
  static @Nullable BucketFolder open(Path folder, InstantSource clock) throws IOException {
    var file = folder.resolve(BUCKET);
    if (!Files.exists(file)) {
      return null;
    }
    var bucket = new BucketFolder(folder, clock, read(file));
    List<Path> files;
    try (var children = Files.list(folder)) {
      files = children.toList();
    }
    for (Path child : files) {
      var name = child.getFileName().toString();
      if (name.endsWith(RESOURCE) && !name.equals(BUCKET)) {
        var object = new StoredObject(read(child));
        bucket.objects.put(object.name(), object);
        bucket.lastGeneration = Math.max(bucket.lastGeneration, object.generation());
      }
    }
    var known = bucket.objects.values().stream().map(bucket::content).collect(Collectors.toSet());
    for (Path child : files) {
      var name = child.getFileName().toString();
      if (name.endsWith(".new") || name.endsWith(CONTENT) && !known.contains(child)) {
        Files.delete(child);
      }
    }
    return bucket;
  }

  synchronized ObjectNode resource() {
    return resource.deepCopy();
  }

  /** Replaces the bucket's own resource. */
  synchronized void update(ObjectNode changed, Preconditions conditions) throws IOException {
    conditions.check(1, metageneration());
    changed.put("metageneration", Long.toString(metageneration() + 1));
    Durable.write(folder.resolve(BUCKET), JSON.writeValueAsBytes(changed));
    resource = changed;
  }

  synchronized long metageneration() {
    return Long.parseLong(resource.path("metageneration").asString("1"));
  }

  synchronized boolean isLocked() {
    return resource.at("/retentionPolicy/isLocked").asBoolean(false);
  }

  /** Refuses to remove or replace what is younger than the bucket's retention period, if any. */
  private void mustBeOldEnough(@Nullable StoredObject object) {
    var seconds = resource.at("/retentionPolicy/retentionPeriod").asLong(0);
    if (object != null
        && seconds > 0
        && Instant.parse(object.json().path("timeCreated").asString())
            .plusSeconds(seconds)
            .isAfter(clock.instant())) {
      throw new GcsException(
          403, "retentionPolicyNotMet", "Object " + object.name() + " is under retention.");
    }
  }

  synchronized boolean isEmpty() {
    return objects.isEmpty();
  }

  /**
   * The live object.
   *
   * @throws GcsException 404, 412 or 304
   */
  synchronized StoredObject get(String name, @Nullable Long generation, Preconditions conditions) {
    var object = objects.get(name);
    if (object == null || generation != null && generation != object.generation()) {
      throw GcsException.notFound("Object " + resource.path("name").asString("") + "/" + name);
    }
    conditions.check(object);
    return object;
  }

  /** The objects at and after a name, in order; a copy. */
  synchronized List<StoredObject> from(String name) {
    return List.copyOf(objects.tailMap(name, true).values());
  }

  /** Makes a whole content the live object of its name. */
  StoredObject put(ObjectNode described, Incoming content, Preconditions conditions)
      throws IOException {
    check(described, conditions);
    // The long part, and nobody waits for it but its own uploader.
    content.seal();
    return commit(described, content, conditions);
  }

  private synchronized void check(ObjectNode described, Preconditions conditions) {
    conditions.check(objects.get(described.path("name").asString("")));
  }

  private synchronized StoredObject commit(
      ObjectNode described, Incoming content, Preconditions conditions) throws IOException {
    var name = described.path("name").asString("");
    var before = objects.get(name);
    conditions.check(before);
    mustBeOldEnough(before);
    long generation = Math.max(lastGeneration + 1, clock.millis() * 1000);
    var now = clock.instant().toString();
    described.put("size", Long.toString(content.size()));
    described.put("md5Hash", content.md5Hash());
    described.put("crc32c", content.crc32c());
    described.put("generation", Long.toString(generation));
    described.put("metageneration", "1");
    described.put("etag", StoredObject.etag(generation, 1));
    for (String field : List.of("timeCreated", "updated", "timeStorageClassUpdated")) {
      described.put(field, now);
    }
    var object = new StoredObject(described);
    Durable.move(content.file(), content(object));
    lastGeneration = generation;
    store(object);
    if (before != null) {
      Files.deleteIfExists(content(before));
    }
    return object;
  }

  /** Replaces an object's metadata. */
  synchronized StoredObject change(StoredObject object, ObjectNode changed) throws IOException {
    long metageneration = object.metageneration() + 1;
    changed.put("metageneration", Long.toString(metageneration));
    changed.put("etag", StoredObject.etag(object.generation(), metageneration));
    changed.put("updated", clock.instant().toString());
    var after = new StoredObject(changed);
    store(after);
    return after;
  }

  synchronized void delete(String name, @Nullable Long generation, Preconditions conditions)
      throws IOException {
    var object = get(name, generation, conditions);
    mustBeOldEnough(object);
    Durable.delete(file(object.name()));
    objects.remove(object.name());
    Files.deleteIfExists(content(object));
  }

  /** Where an object's content lies. */
  Path content(StoredObject object) {
    return folder.resolve(key(object.name()) + "-" + object.generation() + CONTENT);
  }

  private void store(StoredObject object) throws IOException {
    Durable.write(file(object.name()), JSON.writeValueAsBytes(object.json()));
    objects.put(object.name(), object);
  }

  private Path file(String name) {
    return folder.resolve(key(name) + RESOURCE);
  }

  /** Any name becomes a file name of 64 characters. */
  private static String key(String name) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static ObjectNode read(Path file) throws IOException {
    return (ObjectNode) JSON.readTree(Files.readAllBytes(file));
  }
}
