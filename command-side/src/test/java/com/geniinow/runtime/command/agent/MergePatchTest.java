package com.geniinow.runtime.command.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.web.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** The examples of RFC 7396 whose patch is an object. */
class MergePatchTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{'a':'b'}; {'a':'c'}; {'a':'c'}",
        "{'a':'b'}; {'b':'c'}; {'a':'b','b':'c'}",
        "{'a':'b'}; {'a':null}; {}",
        "{'a':'b','b':'c'}; {'a':null}; {'b':'c'}",
        "{'a':['b']}; {'a':'c'}; {'a':'c'}",
        "{'a':'c'}; {'a':['b']}; {'a':['b']}",
        "{'a':{'b':'c'}}; {'a':{'b':'d','c':null}}; {'a':{'b':'d'}}",
        "{'a':[{'b':'c'}]}; {'a':[1]}; {'a':[1]}",
        "{'e':null}; {'a':1}; {'e':null,'a':1}",
        "[1,2]; {'a':'b','c':null}; {'a':'b'}",
        "{}; {'a':{'bb':{'ccc':null}}}; {'a':{'bb':{}}}"
      },
      quoteCharacter = '`')
  void a_patch_is_merged_as_the_rfc_says(String target, String patch, String merged) {
    var found = MergePatch.onto(Json.mapper().readTree(json(target)), object(patch));

    assertThat(found).isEqualTo(object(merged));
  }

  private static ObjectNode object(String text) {
    return (ObjectNode) Json.mapper().readTree(json(text));
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }
}
