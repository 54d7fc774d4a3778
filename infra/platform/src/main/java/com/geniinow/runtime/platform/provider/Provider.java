package com.geniinow.runtime.platform.provider;

import com.geniinow.runtime.platform.protocol.Kind;
import java.net.URI;
import java.util.Locale;

/**
 * Who serves models, and with which key it is called.
 *
 * @param name as price entries name it
 * @param url its API's base, without a slash at the end
 */
public record Provider(String name, Kind kind, String url, String key) {
  public Provider {
    url = url.strip().replaceAll("/+$", "");
    key = key.strip();
  }

  /** Whether it is OpenAI or Anthropic itself, whose tiers must be named. */
  public boolean isOwn() {
    var host = URI.create(url).getHost();
    if (host == null) {
      return false;
    }
    var lower = host.toLowerCase(Locale.ROOT);
    return switch (kind) {
      case OPENAI -> lower.equals("api.openai.com") || lower.endsWith(".api.openai.com");
      case ANTHROPIC -> lower.equals("api.anthropic.com");
    };
  }

  /** Without the key, and without an address, which may hold a password. */
  @Override
  public String toString() {
    return "Provider[name=%s, kind=%s]".formatted(name, kind.wire());
  }
}
