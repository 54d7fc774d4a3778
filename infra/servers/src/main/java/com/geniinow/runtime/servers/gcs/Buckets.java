package com.geniinow.runtime.servers.gcs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** All buckets in a folder. */
final class Buckets {
  /** 3 to 63 characters, with dots up to 222: so a bucket's name is safe as a folder's. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_.-]{1,220}[a-z0-9]");

  private final Path folder;
  private final Path arriving;
  private final InstantSource clock;
  private final NavigableMap<String, BucketFolder> buckets = new TreeMap<>();

  Buckets(Path folder, InstantSource clock) throws IOException {
    this.folder = folder.resolve("buckets");
    this.arriving = folder.resolve("arriving");
    this.clock = clock;
    Durable.makeFolder(this.folder);
    Durable.makeFolder(arriving);
    try (var left = Files.list(arriving)) {
      for (Path file : left.toList()) {
        Files.delete(file);
      }
    }
    try (var children = Files.list(this.folder)) {
      for (Path child : children.toList()) {
        var bucket = BucketFolder.open(child, clock);
        if (bucket != null) {
          buckets.put(child.getFileName().toString(), bucket);
        }
      }
    }
  }

  /** An empty file for content that comes in, on the same disk. */
  Incoming incoming() throws IOException {
    return new Incoming(arriving.resolve(UUID.randomUUID().toString()));
  }

  /**
   * @throws GcsException 404
   */
  synchronized BucketFolder get(String name) {
    var bucket = buckets.get(name);
    if (bucket == null) {
      throw GcsException.notFound("Bucket " + name);
    }
    return bucket;
  }

  synchronized List<BucketFolder> all() {
    return List.copyOf(buckets.values());
  }

  /**
   * @throws GcsException 400 for a bad name, 409 for one that is taken
   */
  synchronized BucketFolder create(ObjectNode resource) throws IOException {
    var name = resource.path("name").asString("");
    if (!NAME.matcher(name).matches() || name.contains("..")) {
      throw GcsException.invalid("Invalid bucket name: '" + name + "'");
    }
    if (buckets.containsKey(name)) {
      throw new GcsException(
          409,
          "conflict",
          "Your previous request to create the named bucket succeeded and you already own it.");
    }
    var now = clock.instant().toString();
    resource.put("kind", "storage#bucket");
    resource.put("id", name);
    resource.put("projectNumber", "0");
    resource.put("metageneration", "1");
    resource.put("timeCreated", now);
    resource.put("updated", now);
    resource.put("etag", StoredObject.etag(0, 1));
    if (!resource.has("location")) {
      resource.put("location", "US");
    }
    resource.put("locationType", "multi-region");
    if (!resource.has("storageClass")) {
      resource.put("storageClass", "STANDARD");
    }
    var bucket = BucketFolder.create(folder.resolve(name), clock, resource);
    buckets.put(name, bucket);
    return bucket;
  }

  /**
   * @throws GcsException 409 where there are objects in it
   */
  synchronized void delete(String name, Preconditions conditions) throws IOException {
    var bucket = get(name);
    conditions.check(1, bucket.metageneration());
    if (!bucket.isEmpty()) {
      throw new GcsException(409, "conflict", "The bucket you tried to delete is not empty.");
    }
    var gone = folder.resolve(name);
    Durable.delete(gone.resolve("bucket.json"));
    buckets.remove(name);
    try (var left = Files.list(gone)) {
      for (Path file : left.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(gone);
  }
}
