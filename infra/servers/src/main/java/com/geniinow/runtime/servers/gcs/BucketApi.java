package com.geniinow.runtime.servers.gcs;

import java.io.IOException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code /storage/v1/b} and {@code /storage/v1/b/{bucket}}. */
final class BucketApi {
  private final Buckets buckets;

  BucketApi(Buckets buckets) {
    this.buckets = buckets;
  }

  void all(Call call) throws IOException {
    switch (call.method()) {
      case "GET" -> list(call);
      case "POST" ->
          call.answer(200, shown(buckets.create(Metadata.ofBucket(call.json())).resource(), call));
      default -> throw notAllowed();
    }
  }

  private void list(Call call) throws IOException {
    var body = JsonMapper.shared().createObjectNode().put("kind", "storage#buckets");
    var items = body.putArray("items");
    var prefix = call.query().getOrDefault("prefix", "");
    buckets.all().stream()
        .map(BucketFolder::resource)
        .filter(bucket -> bucket.path("name").asString("").startsWith(prefix))
        .forEach(bucket -> items.add(shown(bucket, call)));
    call.answer(200, body);
  }

  void one(Call call, String name) throws IOException {
    var conditions = new Preconditions(call.query());
    switch (call.method()) {
      case "GET" -> {
        var bucket = buckets.get(name);
        conditions.check(1, bucket.metageneration());
        call.answer(200, shown(bucket.resource(), call));
      }
      case "PATCH", "POST" -> {
        var bucket = buckets.get(name);
        var patch = call.json();
        patch.remove("name");
        if (patch.has("retentionPolicy") && bucket.isLocked()) {
          throw new GcsException(403, "retentionPolicyNotMet", "The policy is locked.");
        }
        bucket.update(Metadata.patchBucket(bucket.resource(), patch), conditions);
        call.answer(200, shown(bucket.resource(), call));
      }
      case "DELETE" -> {
        buckets.delete(name, conditions);
        call.answer(204);
      }
      default -> throw notAllowed();
    }
  }

  /** From here on nobody removes the bucket's retention policy. */
  void lock(Call call, String name) throws IOException {
    var conditions = new Preconditions(call.query());
    var bucket = buckets.get(name);
    var resource = bucket.resource();
    if (!(resource.get("retentionPolicy") instanceof ObjectNode policy)) {
      throw GcsException.invalid("The bucket has no retention policy.");
    }
    policy.put("isLocked", true);
    bucket.update(resource, conditions);
    call.answer(200, shown(bucket.resource(), call));
  }

  private static ObjectNode shown(ObjectNode bucket, Call call) {
    bucket.put(
        "selfLink",
        call.baseUrl() + "/storage/v1/b/" + Paths.encode(bucket.path("name").asString("")));
    return bucket;
  }

  static GcsException notAllowed() {
    return new GcsException(405, "methodNotAllowed", "Method Not Allowed");
  }
}
