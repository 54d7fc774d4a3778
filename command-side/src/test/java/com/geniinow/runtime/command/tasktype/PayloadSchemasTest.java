package com.geniinow.runtime.command.tasktype;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class PayloadSchemasTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final PayloadSchemas schemas = new PayloadSchemas(JSON);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "true",
        "{}",
        "{\"type\":\"object\",\"required\":[\"a\"]}",
        "{\"$defs\":{\"b\":{\"type\":\"integer\"}},\"properties\":{\"a\":{\"$ref\":\"#/$defs/b\"}}}",
        "{\"$id\":\"https://x.example/s\",\"$defs\":{\"b\":{\"$anchor\":\"b\"}},\"$ref\":\"#b\"}",
        "{\"properties\":{\"a\":{\"pattern\":\"^[a-f0-9]{8}-[a-f0-9]{4}$\",\"format\":\"nothing\"}}}",
        "{\"properties\":{\"next\":{\"$ref\":\"#\"}}}",
        "{\"const\":{\"$ref\":\"https://no.schema.example\"}}",
        "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\"}"
      })
  void a_schema_that_can_be_is_taken(String schema) {
    assertThat(schemas.broken(JSON.readTree(schema))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "\"x\"",
        "[]",
        "{\"type\":\"objct\"}",
        "{\"required\":7}",
        "{\"$ref\":\"#/nope\"}",
        "{\"properties\":{\"a\":{\"$ref\":\"#/$defs/b\"}}}",
        "{\"$ref\":\"#\"}",
        "{\"$ref\":\"https://example.com/x\"}",
        "{\"$ref\":\"https://json-schema.org/draft/2020-12/schema\"}",
        "{\"$ref\":\"file:///etc/passwd\"}",
        "{\"properties\":{\"a\":{\"$id\":\"https://x.example/\"}}}",
        "{\"$schema\":\"http://json-schema.org/draft-07/schema#\"}",
        "{\"pattern\":\"(?=a)b\"}",
        "{\"pattern\":\"(a)\\\\1\"}",
        "{\"pattern\":\"(\"}",
        "{\"patternProperties\":{\"(?!x)\":true}}",
        "{\"pattern\":\"(((a{1000}){1000}){1000}){1000}\"}"
      })
  void a_schema_that_can_not_be_is_refused(String schema) {
    assertThat(schemas.broken(JSON.readTree(schema)))
        .hasValueSatisfying(broken -> assertThat(broken.field()).startsWith("/schema"));
  }

  @Test
  void a_schema_is_bounded_in_bytes_and_in_depth() {
    var long64 = "{\"description\":\"" + "x".repeat(SchemaRules.MAX_BYTES - 18) + "\"}";
    assertThat(schemas.broken(JSON.readTree(long64))).isEmpty();
    assertThat(schemas.broken(JSON.readTree(long64.replace("\"}", "xx\"}")))).isPresent();
    assertThat(schemas.broken(JSON.readTree(nested(SchemaRules.MAX_DEPTH)))).isEmpty();
    assertThat(schemas.broken(JSON.readTree(nested(SchemaRules.MAX_DEPTH + 1)))).isPresent();
  }

  private static String nested(int levels) {
    return "{\"not\":".repeat(levels - 2) + "{\"not\":true}" + "}".repeat(levels - 2);
  }

  @Test
  void what_does_not_fit_is_named_by_a_pointer_into_the_request() {
    var schema =
        "{\"properties\":{\"a/b\":{\"items\":{\"type\":\"string\"}},\"n\":{\"maximum\":3}},"
            + "\"required\":[\"c\"]}";

    assertThat(unfit(schema, "{\"a/b\":[\"x\",1],\"n\":4}"))
        .extracting(Unfit::field)
        .containsExactlyInAnyOrder("/payload/a~1b/1", "/payload/n", "/payload");
    assertThat(unfit(schema, "{\"c\":1}")).isEmpty();
  }

  @Test
  void a_format_asserts_nothing_and_a_pattern_is_looked_for_anywhere() {
    assertThat(unfit("{\"properties\":{\"a\":{\"format\":\"date-time\"}}}", "{\"a\":\"soon\"}"))
        .isEmpty();
    var pattern = "{\"properties\":{\"a\":{\"pattern\":\"b+\"}}}";
    assertThat(unfit(pattern, "{\"a\":\"abba\"}")).isEmpty();
    assertThat(unfit(pattern, "{\"a\":\"ada\"}")).hasSize(1);
  }

  @Test
  void a_pattern_that_others_take_for_ever_on_takes_no_time() {
    var pattern = "{\"properties\":{\"a\":{\"pattern\":\"^(a+)+$\"}}}";
    var began = System.nanoTime();

    assertThat(unfit(pattern, "{\"a\":\"" + "a".repeat(200_000) + "!\"}")).hasSize(1);

    assertThat(System.nanoTime() - began).isLessThan(5_000_000_000L);
  }

  @Test
  void so_many_faults_are_named_and_no_more() {
    var many = "{\"a\":[" + "1,".repeat(999) + "1]}";
    assertThat(unfit("{\"properties\":{\"a\":{\"items\":false}}}", many)).hasSize(50);
  }

  private List<Unfit> unfit(String schema, String payload) {
    assertThat(schemas.broken(JSON.readTree(schema))).isEmpty();
    return schemas.unfit(
        new RegisteredType(UUID.randomUUID(), "t", null, schema), JSON.readTree(payload));
  }
}
