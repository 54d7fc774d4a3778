package com.geniinow.runtime.command.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.geniinow.runtime.platform.web.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;

/**
 * The providers' part in the tests, one for all of a JVM: what it answers is a matter of the model
 * that is asked for, and of nothing else.
 */
public final class StubProvider {
  public static final StubProvider SHARED = new StubProvider();

  /** What a call must bring along, and no answer may hold. */
  public static final String KEY = "sk-stub-0123456789-secret";

  /** The key of the provider {@code plain}, which doesn't look like one. */
  public static final String PLAIN_KEY = "0123456789abcdef";

  private static final String NOWHERE = "http://127.0.0.1:9";

  private final ServerSocket server;
  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private final Map<String, List<Seen>> seen = new ConcurrentHashMap<>();

  /** How it answers. */
  public interface Script {
    void answer(Seen seen, StubWire wire) throws IOException;
  }

  /** A request. */
  public record Seen(String path, Map<String, String> headers, String body) {
    public JsonNode json() {
      return Json.mapper().readTree(body);
    }

    public String model() {
      return json().path("model").asString();
    }

    /** Empty where there is none. */
    public String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  private StubProvider() {
    try {
      server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** Where OpenAI would be. */
  public String openAi() {
    return anthropic() + "/v1";
  }

  /** Where Anthropic would be. */
  public String anthropic() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  /** Who serves models in the tests, and how long they are waited for. */
  public Map<String, Object> settings() {
    var settings = new HashMap<String, Object>();
    provider(settings, "openai", openAi(), "openai", KEY);
    provider(settings, "anthropic", anthropic(), "anthropic", KEY);
    // Another account: who calls it in haste stops nobody else.
    provider(settings, "hasty", openAi(), "openai", "sk-of-the-hasty");
    provider(settings, "plain", openAi(), "openai", PLAIN_KEY);
    provider(settings, "nowhere", NOWHERE, "openai", KEY);
    // Of no port that there is, so that nothing can be prepared for it.
    provider(settings, "odd", "http://127.0.0.1:99999", "openai", KEY);
    provider(settings, "nobody", NOWHERE, "anthropic", KEY);
    settings.put("genii.gateway.idle-timeout", "3s");
    settings.put("genii.gateway.keep-alive", "1s");
    return settings;
  }

  private static void provider(
      Map<String, Object> settings, String name, String url, String kind, String key) {
    settings.put("genii.providers." + name + ".url", url);
    settings.put("genii.providers." + name + ".kind", kind);
    settings.put("genii.providers." + name + ".key", key);
  }

  /** Answers so when this model is called. */
  public void on(String model, Script script) {
    scripts.put(model, script);
  }

  /** The calls of a model. */
  public List<Seen> seen(String model) {
    return seen.getOrDefault(model, List.of());
  }

  private void accept() {
    while (true) {
      try {
        var socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      var request = read(socket.getInputStream());
      seen.computeIfAbsent(request.model(), model -> new CopyOnWriteArrayList<>()).add(request);
      scripts
          .getOrDefault(request.model(), StubAnswers::usual)
          .answer(request, new StubWire(socket));
    } catch (IOException e) {
      // Who calls has hung up, which some tests do.
    }
  }

  private static Seen read(InputStream in) throws IOException {
    var first = line(in).split(" ", 3);
    var headers = new HashMap<String, String>();
    for (var line = line(in); !line.isEmpty(); line = line(in)) {
      var colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    var length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    return new Seen(first[1], headers, new String(in.readNBytes(length), UTF_8));
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (var next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("the caller hung up");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }
}
