package com.geniinow.runtime.servers.gcs;

import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The fields of a resource that clients set; all others are the server's. */
final class Metadata {
  private static final Set<String> OF_OBJECTS =
      Set.of(
          "cacheControl",
          "contentDisposition",
          "contentEncoding",
          "contentLanguage",
          "contentType",
          "customTime",
          "eventBasedHold",
          "metadata",
          "storageClass",
          "temporaryHold");

  private static final Set<String> OF_BUCKETS =
      Set.of(
          "cors",
          "defaultEventBasedHold",
          "iamConfiguration",
          "labels",
          "lifecycle",
          "location",
          "name",
          "retentionPolicy",
          "storageClass",
          "versioning",
          "website");

  private Metadata() {}

  /** What a new object is said to be. */
  static ObjectNode ofObject(ObjectNode given, String bucket, String name) {
    var kept = keep(given, OF_OBJECTS);
    kept.put("bucket", bucket);
    kept.put("name", name);
    if (!kept.has("storageClass")) {
      kept.put("storageClass", "STANDARD");
    }
    return kept;
  }

  static ObjectNode ofBucket(ObjectNode given) {
    return keep(given, OF_BUCKETS);
  }

  /** An object's resource with some fields changed; null removes one. */
  static ObjectNode patchObject(ObjectNode before, ObjectNode patch) {
    return patch(before, patch, OF_OBJECTS);
  }

  static ObjectNode patchBucket(ObjectNode before, ObjectNode patch) {
    return patch(before, patch, OF_BUCKETS);
  }

  private static ObjectNode keep(ObjectNode given, Set<String> fields) {
    return patch(JsonMapper.shared().createObjectNode(), given, fields);
  }

  private static ObjectNode patch(ObjectNode before, ObjectNode patch, Set<String> fields) {
    var after = before.deepCopy();
    for (String field : fields) {
      var value = patch.get(field);
      if (value == null) {
        continue;
      }
      if (value.isNull()) {
        after.remove(field);
      } else if (value instanceof ObjectNode inner && field.equals("metadata")) {
        after.set(field, merge(after.get(field), inner));
      } else {
        after.set(field, value.deepCopy());
      }
    }
    return after;
  }

  /** Custom metadata is merged key by key. */
  private static ObjectNode merge(JsonNode before, ObjectNode patch) {
    ObjectNode after =
        before instanceof ObjectNode old ? old.deepCopy() : JsonMapper.shared().createObjectNode();
    patch
        .properties()
        .forEach(
            entry -> {
              if (entry.getValue().isNull()) {
                after.remove(entry.getKey());
              } else {
                after.put(entry.getKey(), entry.getValue().asString());
              }
            });
    return after;
  }
}
