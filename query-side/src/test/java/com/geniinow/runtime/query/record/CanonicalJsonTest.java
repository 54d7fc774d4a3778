package com.geniinow.runtime.query.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.testing.Property;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** RFC 8785, on which the hash of every ledger entry rests. */
class CanonicalJsonTest {
  @Test
  void names_are_sorted_by_their_utf_16_units_and_nothing_stands_between() {
    var object = new LinkedHashMap<String, Object>();
    // The emoji's first unit is 0xd83d, which is below 0xfb33 though its code point is above.
    for (var name : new String[] {"b", "\ufb33", "\ud83d\ude00", "a", "1", "\u20ac", "\r", ""}) {
      object.put(name, name.length());
    }

    assertThat(CanonicalJson.of(object))
        .isEqualTo(
            "{\"\":0,\"\\r\":1,\"1\":1,\"a\":1,\"b\":1,\"\u20ac\":1,\"\ud83d\ude00\":2,"
                + "\"\ufb33\":1}");
  }

  @Test
  void text_is_escaped_only_where_it_must_be() {
    assertThat(CanonicalJson.of(Map.of("t", "\"\\/\b\f\n\r\t\u0000\u001f\u007f\u2028ü")))
        .isEqualTo("{\"t\":\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\u007f\u2028ü\"}");
  }

  @Test
  void null_flags_and_whole_numbers_have_one_form() {
    var object = new HashMap<String, Object>();
    object.put("n", null);
    object.put("f", false);
    object.put("t", true);
    object.put("i", -12);
    object.put("z", 0);

    assertThat(CanonicalJson.of(object))
        .isEqualTo("{\"f\":false,\"i\":-12,\"n\":null,\"t\":true,\"z\":0}");
  }

  @Test
  void the_order_in_which_names_were_put_does_not_matter() {
    Property.holds(
        200,
        random -> {
          var names = Property.list(random, 0, 8, LedgerEvents::text);
          var forwards = new LinkedHashMap<String, Object>();
          names.forEach(name -> forwards.put(name, name));
          var backwards = new LinkedHashMap<String, Object>();
          names.reversed().forEach(name -> backwards.put(name, name));

          assertThat(CanonicalJson.of(backwards)).isEqualTo(CanonicalJson.of(forwards));
        });
  }

  @Test
  void what_was_written_is_read_back_as_it_was() {
    var json = new JsonMapper();
    Property.holds(
        200,
        random -> {
          var object = new TreeMap<String, Object>();
          Property.list(random, 0, 8, LedgerEvents::text)
              .forEach(text -> object.put("k" + text, text));

          var read = json.readValue(CanonicalJson.of(object), TreeMap.class);

          assertThat(read).isEqualTo(object);
        });
  }

  @Test
  void the_empty_object_is_two_braces() {
    assertThat(CanonicalJson.of(Map.of())).isEqualTo("{}");
    assertThat(CanonicalJson.of(Map.of("a", Map.of()))).isEqualTo("{\"a\":{}}");
  }
}
