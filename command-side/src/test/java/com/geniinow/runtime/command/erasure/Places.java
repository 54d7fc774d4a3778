package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.testing.FakePagerDuty;
import com.geniinow.runtime.command.testing.FakeSlack;
import com.geniinow.runtime.platform.storage.LockedBucket;
import com.geniinow.runtime.platform.storage.ObjectStore;
import com.geniinow.runtime.servers.LocalServers;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/**
 * Where text could lie beside the answers of routes: the database as {@code pg_dump} writes it,
 * Redis, both buckets, the log since this was opened, metrics, and what Slack and PagerDuty were
 * sent.
 */
final class Places implements AutoCloseable {
  /** The agent's objects and checkpoints are smaller; other tests leave large ones. */
  private static final long LARGEST = 1 << 20; // bytes

  private static final Pattern SUPERUSER =
      Pattern.compile("jdbc:(postgresql://)(.*)\\?user=(.*)&password=(.*)");

  /** Keys and values of every type; answers the first key with the text. */
  private static final String SEARCH =
      """
      for _, k in ipairs(redis.call('KEYS', '*')) do
        local t = redis.call('TYPE', k)['ok']
        local v = {}
        if t == 'string' then v = {redis.call('GET', k)}
        elseif t == 'hash' then v = redis.call('HGETALL', k)
        elseif t == 'list' then v = redis.call('LRANGE', k, 0, -1)
        elseif t == 'set' then v = redis.call('SMEMBERS', k)
        elseif t == 'zset' then v = redis.call('ZRANGE', k, 0, -1)
        elseif t == 'stream' then v = {cjson.encode(redis.call('XRANGE', k, '-', '+'))} end
        for _, x in ipairs(v) do
          if string.find(x, ARGV[1], 1, true) then return k end
        end
        if string.find(k, ARGV[1], 1, true) then return k end
      end
      return ''\
      """;

  private final Api api;
  private final ObjectStore store;
  private final LockedBucket locked;
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Listener log = new Listener();

  Places(Api api, ObjectStore store, LockedBucket locked) {
    this.api = api;
    this.store = store;
    this.locked = locked;
    log.start();
    root.addAppender(log);
  }

  @Override
  public void close() {
    root.detachAppender(log);
    log.stop();
  }

  /**
   * Those that hold the word.
   *
   * @param tables which alone are looked at in the database; none for all of it
   */
  SortedSet<String> holding(Canary canary, String... tables) throws Exception {
    var places = new TreeSet<String>();
    inDatabase(canary, List.of(tables), places);
    inRedis(canary, places);
    inObjects(store, canary, places);
    locked.open().ifPresent(bucket -> inObjects(bucket, canary, places));
    log.lines.stream().filter(canary::isIn).forEach(line -> places.add("log: " + line));
    if (api.metrics().stream().anyMatch(canary::isIn)) {
      places.add("metrics");
    }
    places.addAll(inMessages(canary));
    return places;
  }

  /** What Slack and PagerDuty were sent. */
  private static SortedSet<String> inMessages(Canary canary) {
    var messages = new TreeSet<String>();
    FakeSlack.bodies().stream()
        .filter(canary::isIn)
        .forEach(body -> messages.add("Slack: " + body));
    FakePagerDuty.events().stream()
        .map(Object::toString)
        .filter(canary::isIn)
        .forEach(body -> messages.add("PagerDuty: " + body));
    return messages;
  }

  private static void inDatabase(Canary canary, List<String> tables, SortedSet<String> places)
      throws Exception {
    var login = SUPERUSER.matcher(LocalServers.shared().superuserJdbcUrl());
    assertThat(login.matches()).isTrue();
    var command = new ArrayList<>(List.of("pg_dump", "--no-password"));
    command.add("--dbname=" + login.group(1) + login.group(3) + "@" + login.group(2));
    tables.forEach(one -> command.add("--table=" + one));
    var builder = new ProcessBuilder(command);
    builder.environment().put("PGPASSWORD", login.group(4));
    var process = builder.redirectErrorStream(true).start();
    var table = "";
    var last = "";
    var lines = 0;
    try (var dump =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1))) {
      for (var line = dump.readLine(); line != null; line = dump.readLine()) {
        if (line.startsWith("COPY ")) {
          table = line.split(" ", 3)[1];
        }
        if (canary.isIn(line)) {
          places.add("pg_dump: " + table);
        }
        last = line;
        lines++;
      }
    }
    assertThat(process.waitFor()).as(last).isZero();
    assertThat(lines).as("rows and all").isGreaterThan(tables.isEmpty() ? 1_000 : 0);
  }

  private static void inRedis(Canary canary, SortedSet<String> places) {
    try (var client = RedisClient.create(LocalServers.shared().redisUrl());
        var connection = client.connect()) {
      for (var form : canary.forms()) {
        String key = connection.sync().eval(SEARCH, ScriptOutputType.VALUE, new String[0], form);
        if (!key.isEmpty()) {
          places.add("redis: " + key);
        }
      }
    }
  }

  private static void inObjects(ObjectStore store, Canary canary, SortedSet<String> places) {
    store
        .list("")
        .forEachRemaining(
            object -> {
              if (canary.isIn(object.name())
                  || object.sizeBytes() <= LARGEST && isInObject(store, object.name(), canary)) {
                places.add("object: " + object.name());
              }
            });
  }

  private static boolean isInObject(ObjectStore store, String name, Canary canary) {
    var found = store.read(name).orElse(null);
    if (found == null) {
      return false;
    }
    try (found) {
      return canary.isIn(found.readAllBytes());
    } catch (IOException e) {
      throw new AssertionError(name, e);
    }
  }

  /** All that is logged, with stack traces and what stands beside the message. */
  private static final class Listener extends AppenderBase<ILoggingEvent> {
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      var thrown = event.getThrowableProxy();
      lines.add(
          event.getLoggerName()
              + " "
              + event.getFormattedMessage()
              + " "
              + event.getMDCPropertyMap()
              + " "
              + event.getKeyValuePairs()
              + (thrown == null ? "" : "\n" + ThrowableProxyUtil.asString(thrown)));
    }
  }
}
