package com.geniinow.runtime.command.tasktype;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON Schema 2020-12 of payloads. Nothing is ever fetched, formats say nothing, and patterns are
 * matched in linear time.
 */
@Component
public class PayloadSchemas {
  /** What is said of one payload. */
  private static final int MOST_ERRORS = 50;

  /** What the library brings with it. */
  private static final String OWN_RESOURCES = "https://json-schema.org/draft/2020-12/";

  private static final int LONGEST_MESSAGE = 300; // characters

  private final JsonMapper mapper;
  private final Cache<UUID, Schema> compiled = Caffeine.newBuilder().maximumSize(200).build();

  PayloadSchemas(JsonMapper mapper) {
    this.mapper = mapper;
  }

  /** What is wrong with a schema; empty where payloads can be held to it. */
  Optional<Unfit> broken(JsonNode schema) {
    var broken = SchemaRules.broken(schema);
    if (broken.isPresent()) {
      return broken;
    }
    var invalid = META.validate(schema);
    if (!invalid.isEmpty()) {
      var first = invalid.getFirst();
      return Optional.of(new Unfit("/schema" + first.getInstanceLocation(), message(first)));
    }
    try {
      var made = make(schema);
      made.initializeValidators();
      for (var sample : SAMPLES) {
        made.validate(mapper.readTree(sample));
      }
      return Optional.empty();
    } catch (SchemaException e) {
      return Optional.of(new Unfit("/schema", "refers to what is not in it"));
    } catch (StackOverflowError e) {
      return Optional.of(new Unfit("/schema", "refers to itself without end"));
    }
  }

  /** What doesn't fit of a payload; nothing where all does. */
  public List<Unfit> unfit(RegisteredType type, JsonNode payload) {
    var text = type.schema();
    if (text == null) {
      return List.of();
    }
    var schema = compiled.get(type.versionId(), id -> make(mapper.readTree(text)));
    try {
      return schema.validate(payload).stream()
          .limit(MOST_ERRORS)
          .map(error -> new Unfit("/payload" + error.getInstanceLocation(), message(error)))
          .toList();
    } catch (StackOverflowError e) {
      return List.of(new Unfit("/payload", "is too much for the type's schema"));
    }
  }

  private static final List<String> SAMPLES = List.of("null", "{}", "[]", "\"\"", "0", "true");

  private static final Schema META =
      registry(SchemaRegistryConfig.builder().pathType(PathType.JSON_POINTER).build())
          .getSchema(
              com.networknt.schema.SchemaLocation.of(
                  "https://json-schema.org/draft/2020-12/schema"));

  private static Schema make(JsonNode schema) {
    return registry(
            SchemaRegistryConfig.builder()
                .pathType(PathType.JSON_POINTER)
                .formatAssertionsEnabled(false)
                .regularExpressionFactory(new LinearPatterns())
                .locale(Locale.ROOT)
                .build())
        .getSchema(schema);
  }

  private static SchemaRegistry registry(SchemaRegistryConfig config) {
    return SchemaRegistry.withDefaultDialect(
        SpecificationVersion.DRAFT_2020_12,
        builder ->
            builder
                .schemaRegistryConfig(config)
                .schemaLoader(
                    loader ->
                        loader
                            .fetchRemoteResources(false)
                            .allow(iri -> iri.toString().startsWith(OWN_RESOURCES))));
  }

  private static String message(Error error) {
    var message = String.valueOf(error.getMessage());
    return message.length() > LONGEST_MESSAGE
        ? message.substring(0, LONGEST_MESSAGE) + "…"
        : message;
  }
}
