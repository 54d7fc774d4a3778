package com.geniinow.runtime.platform.web;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.DateTimeSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.UUIDSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Fills in what the fields and parameters of the OpenAPI document mean, from {@code
 * words.properties}: a name has one meaning all over the interface, so it is written once. What a
 * field says of itself stays.
 */
final class Words {
  private static final String FILE = "words.properties";
  private static final JsonMapper JSON = Json.mapper();

  private final Properties words = new Properties();

  Words() {
    try (var in = Words.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is part of this jar");
      }
      words.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fills in the whole document. */
  void explain(OpenAPI document) {
    document.getComponents().getSchemas().forEach(this::explain);
    document.getPaths().forEach(this::explain);
  }

  @SuppressWarnings({"rawtypes", "unchecked"}) // as the library declares it
  private void explain(String model, Schema schema) {
    Map<String, Schema> properties = schema.getProperties();
    if (properties == null) {
      return;
    }
    properties.forEach(
        (name, property) -> {
          explain(property, word(model + "." + name, name));
          WireModels.release(property);
          explain(name, property);
          if (property.getItems() != null) {
            explain(name, property.getItems());
          }
        });
  }

  private void explain(String path, PathItem routes) {
    for (var route : routes.readOperations()) {
      explain(route.getRequestBody(), word("body." + route.getOperationId(), ""));
      if (route.getParameters() != null) {
        route.getParameters().forEach(parameter -> explain(path, parameter));
      }
    }
  }

  private void explain(String path, Parameter parameter) {
    var place = parameter.getIn() + ".";
    var word = word(place + kind(path) + parameter.getName(), place + parameter.getName());
    if (word != null) {
      if (parameter.getDescription() == null) {
        parameter.setDescription(word.description());
      }
      if (parameter.getExample() == null && word.example() != null) {
        if (word.isFilledIn()) {
          parameter.setExample(word.example());
        } else {
          show(parameter.getSchema(), word.example());
        }
      }
    }
  }

  /** A body's own example is what the page sends when nobody changes it. */
  private static void explain(@Nullable RequestBody body, @Nullable Word word) {
    if (body == null || word == null) {
      return;
    }
    body.setDescription(word.description());
    body.getContent().values().forEach(content -> content.setExample(word.example()));
  }

  /** What an {@code id} in this path is the id of. */
  private static String kind(String path) {
    if (path.startsWith("/api/tasks/redrive/")) {
      return "redrive.";
    }
    return path.startsWith("/api/tasks/") || path.startsWith("/internal/") ? "tasks." : "agents.";
  }

  private static void explain(Schema<?> property, @Nullable Word word) {
    if (word == null) {
      return;
    }
    if (property.getDescription() == null) {
      property.setDescription(word.description());
    }
    if (property.getExample() == null && property.get$ref() == null && word.example() != null) {
      if (word.isFilledIn()) {
        property.setExample(word.example());
      } else {
        show(property, word.example());
      }
    }
  }

  @SuppressWarnings({"rawtypes", "unchecked"}) // as the library declares it
  private static void show(Schema schema, Object example) {
    schema.setExamples(
        List.of(
            schema instanceof DateTimeSchema
                ? OffsetDateTime.parse(example.toString())
                : schema instanceof UUIDSchema ? UUID.fromString(example.toString()) : example));
  }

  private @Nullable Word word(String own, String general) {
    var text = words.getProperty(own, words.getProperty(general));
    if (text == null) {
      return null;
    }
    int bar = text.indexOf('|');
    if (bar < 0) {
      return new Word(text, null, false);
    }
    boolean shown = text.startsWith("||", bar);
    var example = JSON.readValue(text.substring(bar + (shown ? 2 : 1)), Object.class);
    return new Word(text.substring(0, bar), example, !shown);
  }

  /** Whether a page to try the routes at may fill the example in by itself. */
  private record Word(String description, @Nullable Object example, boolean isFilledIn) {}
}
