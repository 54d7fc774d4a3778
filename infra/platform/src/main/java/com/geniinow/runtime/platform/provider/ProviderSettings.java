package com.geniinow.runtime.platform.provider;

import com.geniinow.runtime.platform.protocol.Kind;
import com.geniinow.runtime.platform.setting.Bounds;
import com.geniinow.runtime.platform.setting.WrongSettingException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * The providers that are configured: {@code GENII_PROVIDERS_<NAME>_URL}, {@code _KEY} and {@code
 * _KIND}, and the names by which their own libraries know OpenAI and Anthropic. One without a key
 * isn't configured.
 *
 * @param all by name, in lower case and with {@code _} for every other sign
 */
public record ProviderSettings(Map<String, Provider> all) {
  private static final String PREFIX = "genii.providers";
  private static final String VARIABLE = "GENII_PROVIDERS_%s_%s";

  /** What is known of a provider that its variables don't say. */
  private record Usual(String name, Kind kind, String url, String keyVariable, String urlVariable) {
    static final Map<String, Usual> ALL =
        Map.of(
            "openai",
            new Usual(
                "openai",
                Kind.OPENAI,
                "https://api.openai.com/v1",
                "OPENAI_API_KEY",
                "OPENAI_BASE_URL"),
            "anthropic",
            new Usual(
                "anthropic",
                Kind.ANTHROPIC,
                "https://api.anthropic.com",
                "ANTHROPIC_API_KEY",
                "ANTHROPIC_BASE_URL"));
  }

  public ProviderSettings {
    all = Map.copyOf(all);
  }

  /**
   * Reads them.
   *
   * @throws WrongSettingException naming the variable that is wrong
   */
  public static ProviderSettings of(Environment environment) {
    var said =
        Binder.get(environment)
            .bind(PREFIX, Bindable.mapOf(String.class, String.class))
            .orElse(Map.of());
    var fields = new TreeMap<String, Map<String, String>>();
    said.forEach(
        (name, value) -> {
          var dot = name.lastIndexOf('.');
          if (dot > 0 && !value.isBlank()) {
            fields
                .computeIfAbsent(plain(name.substring(0, dot)), provider -> new TreeMap<>())
                .put(name.substring(dot + 1).toLowerCase(Locale.ROOT), value.strip());
          }
        });
    var names = new TreeSet<>(fields.keySet());
    names.addAll(Usual.ALL.keySet());
    var all = new TreeMap<String, Provider>();
    for (var name : names) {
      var provider = provider(name, fields.getOrDefault(name, Map.of()), environment);
      if (provider != null) {
        all.put(name, provider);
      }
    }
    return new ProviderSettings(all);
  }

  /** A provider by the name that a price entry has for it. */
  public Optional<Provider> find(String name) {
    return Optional.ofNullable(all.get(plain(name)));
  }

  private static @Nullable Provider provider(
      String name, Map<String, String> said, Environment environment) {
    var usual = Usual.ALL.get(name);
    var key = said.getOrDefault("key", usual == null ? "" : set(environment, usual.keyVariable()));
    var kind = kind(name, said.get("kind"), usual);
    var url = said.get("url");
    var urlVariable = variable(name, "URL");
    if (usual != null && set(environment, urlVariable).isEmpty()) {
      urlVariable = usual.urlVariable();
      var own = set(environment, urlVariable);
      url = url != null ? url : own.isEmpty() ? usual.url() : own;
    }
    if (url != null) {
      Bounds.webAddress(urlVariable, url);
    }
    if (key.isBlank()) {
      return null;
    }
    if (url == null) {
      throw new WrongSettingException(variable(name, "URL") + " must be set beside its key");
    }
    if (!key.chars().allMatch(sign -> sign > ' ' && sign < 0x7f)) {
      throw new WrongSettingException(
          variable(name, "KEY") + " must have letters, digits and signs of ASCII only");
    }
    return new Provider(name, kind, url, key);
  }

  private static Kind kind(String name, @Nullable String said, @Nullable Usual usual) {
    if (said == null) {
      return usual == null ? Kind.OPENAI : usual.kind();
    }
    for (var kind : Kind.values()) {
      if (kind.wire().equalsIgnoreCase(said)) {
        return kind;
      }
    }
    throw new WrongSettingException(
        "%s must be openai or anthropic, not %s".formatted(variable(name, "KIND"), said));
  }

  private static String set(Environment environment, String variable) {
    return environment.getProperty(variable, "").strip();
  }

  private static String variable(String name, String field) {
    return VARIABLE.formatted(name.toUpperCase(Locale.ROOT), field);
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_");
  }

  /** Without keys and addresses. */
  @Override
  public String toString() {
    return "ProviderSettings" + new TreeSet<>(all.keySet());
  }
}
