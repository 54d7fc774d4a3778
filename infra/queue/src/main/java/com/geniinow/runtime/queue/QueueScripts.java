package com.geniinow.runtime.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.data.redis.core.script.RedisScript;

/** The queue's operations as Redis scripts: each the shared helpers followed by its own text. */
final class QueueScripts {
  final RedisScript<Long> add = load("add");
  final RedisScript<Long> drop = load("drop");
  final RedisScript<Long> extend = load("extend");
  final RedisScript<Long> finish = load("finish");
  final RedisScript<Long> forget = load("forget");
  final RedisScript<Long> reconcile = load("reconcile");
  final RedisScript<Long> release = load("release");
  final RedisScript<Long> remove = load("remove");
  final RedisScript<Long> renew = load("renew");
  final RedisScript<Long> settle = load("settle");
  final RedisScript<List<String>> claim = loadList("claim");
  final RedisScript<List<String>> claimed = loadList("claimed");
  final RedisScript<List<String>> depth = loadList("depth");
  final RedisScript<List<String>> reap = loadList("reap");
  final RedisScript<List<String>> snapshot = loadList("snapshot");

  private static RedisScript<Long> load(String name) {
    return RedisScript.of(text(name), Long.class);
  }

  // A class literal knows no type argument; the value serializer makes every element a String.
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static RedisScript<List<String>> loadList(String name) {
    return (RedisScript) RedisScript.of(text(name), List.class);
  }

  private static String text(String name) {
    return resource("_lib") + "\n" + resource(name);
  }

  private static String resource(String name) {
    var path = "/lua/" + name + ".lua";
    try (var in = QueueScripts.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("script missing from the class path: " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
