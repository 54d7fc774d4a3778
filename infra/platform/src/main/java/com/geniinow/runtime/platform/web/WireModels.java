package com.geniinow.runtime.platform.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Describes models with the names that {@link Json} gives them. The library that describes reads
 * classes with Jackson 2, which knows nothing of the services' own mapper, nor of the other
 * Jackson's trees. What a record's component may lack stands in its type: {@link Nullable} ones may
 * be null and may be left out, all others are required.
 */
final class WireModels extends ModelResolver {
  /**
   * Marks a field that takes any JSON until the document is done: the library calls it an object.
   */
  private static final String ANY = "x-any-json";

  WireModels() {
    super(new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE));
  }

  @Override
  @SuppressWarnings("rawtypes") // as the library declares it
  public Schema resolve(
      AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> next) {
    var raw = rawClass(type);
    if (raw != null && JsonNode.class.isAssignableFrom(raw)) {
      return raw == ObjectNode.class ? anyObject() : new JsonSchema();
    }
    if (isRaw(type.getCtxAnnotations())) {
      return new JsonSchema();
    }
    var schema = super.resolve(type, context, next);
    if (raw != null && raw.isRecord()) {
      // A generic one is defined under a name of its own, such as PageTaskView.
      var name = schema == null || schema.get$ref() == null ? "" : schema.get$ref();
      var described = context.getDefinedModels().get(name.substring(name.lastIndexOf('/') + 1));
      require(raw, described == null ? schema : described);
    }
    return schema;
  }

  private @Nullable Class<?> rawClass(AnnotatedType type) {
    return type.getType() == null ? null : _mapper.constructType(type.getType()).getRawClass();
  }

  private static Schema<?> anyObject() {
    return new JsonSchema().types(new LinkedHashSet<>(Set.of("object"))).additionalProperties(true);
  }

  private static boolean isRaw(Annotation @Nullable [] annotations) {
    if (annotations != null) {
      for (var annotation : annotations) {
        if (annotation instanceof JsonRawValue) {
          return true;
        }
      }
    }
    return false;
  }

  @SuppressWarnings({"rawtypes", "unchecked"})
  private static void require(Class<?> record, @Nullable Schema<?> schema) {
    if (schema == null) {
      return;
    }
    var properties = schema.getProperties();
    if (properties == null) {
      return;
    }
    List<String> required = new ArrayList<>();
    for (var component : record.getRecordComponents()) {
      var name = snake(component);
      var property = properties.get(name);
      if (property == null) {
        continue;
      }
      narrow(component, property);
      bound(component, property);
      if (component.getAccessor().isAnnotationPresent(NotBlank.class)) {
        property.setMinLength(1);
      }
      if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        required.add(name);
      } else if (property.getTypes() != null) {
        var types = new LinkedHashSet<String>(property.getTypes());
        types.add("null");
        property.setTypes(types);
        if (property.getEnum() != null && !property.getEnum().contains(null)) {
          List<Object> values = new ArrayList<>(property.getEnum());
          values.add(null);
          property.setEnum(values);
        }
      }
    }
    schema.setRequired(required.isEmpty() ? null : required);
  }

  /** What is said of a list that may be cleared, the library takes for said of its items. */
  private static void bound(RecordComponent component, Schema<?> property) {
    var items = property.getItems();
    if (items != null
        && component.getType() == Optional.class
        && argument(component.getAnnotatedType()) instanceof AnnotatedParameterizedType list) {
      var ofList = list.getAnnotation(Size.class);
      property.setMaxItems(ofList == null ? null : (Integer) ofList.max());
      var item = argument(list);
      var ofItem = item.getAnnotation(Size.class);
      items.setMaxLength(ofItem == null ? null : (Integer) ofItem.max());
      items.setMinLength(item.isAnnotationPresent(NotBlank.class) ? (Integer) 1 : null);
    }
  }

  private static java.lang.reflect.AnnotatedType argument(java.lang.reflect.AnnotatedType type) {
    return ((AnnotatedParameterizedType) type).getAnnotatedActualTypeArguments()[0];
  }

  /** What a tree's field may hold: what its annotation says, else any JSON. */
  private static void narrow(RecordComponent component, Schema<?> property) {
    var accessor = component.getAccessor();
    var said = accessor.getAnnotation(io.swagger.v3.oas.annotations.media.Schema.class);
    if (component.getType() == JsonNode.class && said != null && said.types().length > 0) {
      property.setTypes(new LinkedHashSet<>(List.of(said.types())));
      property.setMinimum(said.minimum().isEmpty() ? null : new BigDecimal(said.minimum()));
      property.setMaximum(said.maximum().isEmpty() ? null : new BigDecimal(said.maximum()));
    } else if (component.getType() == JsonNode.class
        || accessor.isAnnotationPresent(JsonRawValue.class)) {
      property.addExtension(ANY, true);
    }
  }

  /** Leaves any JSON without a type, so that generated clients take whatever comes. */
  static void release(Schema<?> property) {
    var extensions = property.getExtensions();
    if (extensions != null && extensions.remove(ANY) != null) {
      property.setTypes(null);
      property.setType(null);
      if (extensions.isEmpty()) {
        property.setExtensions(null);
      }
    }
  }

  private static String snake(RecordComponent component) {
    var said = component.getAccessor().getAnnotation(JsonProperty.class);
    if (said != null) {
      return said.value();
    }
    return PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(component.getName());
  }

  @Override
  @SuppressWarnings({"rawtypes", "unchecked"}) // as the library declares it
  protected Schema _createSchemaForEnum(Class<Enum<?>> type) {
    var schema = super._createSchemaForEnum(type);
    var values = schema.getEnum();
    if (values != null) {
      schema.setEnum(values.stream().map(WireModels::lowerCase).toList());
    }
    return schema;
  }

  private static Object lowerCase(Object value) {
    return value instanceof String name ? name.toLowerCase(Locale.ROOT) : value;
  }
}
