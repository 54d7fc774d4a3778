package com.geniinow.runtime.command.erasure;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A word that stands nowhere else, in whatever form it is written down.
 *
 * @param word in small letters and digits
 * @param hex its bytes in hexadecimal digits
 * @param base64 what is sure to be in its base64, wherever in a longer text it stands
 */
record Canary(String word, String hex, List<String> base64) {
  static Canary of(String word) {
    var bytes = word.getBytes(UTF_8);
    SortedSet<String> base64 = new TreeSet<>();
    for (var before = 0; before < 3; before++) {
      var all = new byte[before + bytes.length];
      System.arraycopy(bytes, 0, all, before, bytes.length);
      for (var encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
        var text = encoder.withoutPadding().encodeToString(all);
        // The digits at both ends are made of its neighbours, too.
        base64.add(
            text.substring(
                before == 0 ? 0 : before + 1, text.length() - (all.length % 3 == 0 ? 0 : 1)));
      }
    }
    return new Canary(word, HexFormat.of().formatHex(bytes), List.copyOf(base64));
  }

  /** All of them. */
  List<String> forms() {
    var forms = new TreeSet<>(base64);
    forms.add(word);
    forms.add(hex);
    return List.copyOf(forms);
  }

  boolean isIn(String text) {
    var small = text.toLowerCase(Locale.ROOT);
    return small.contains(word) || small.contains(hex) || base64.stream().anyMatch(text::contains);
  }

  boolean isIn(byte[] content) {
    return isIn(new String(content, ISO_8859_1));
  }
}
