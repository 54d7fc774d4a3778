package com.geniinow.runtime.platform.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.oas.models.media.Schema;
import java.util.List;
import java.util.Locale;

/**
 * Describes models with the names that {@link Json} gives them. The library that describes reads
 * classes with Jackson 2, which knows nothing of the services' own mapper.
 */
final class WireModels extends ModelResolver {

  WireModels() {
    super(new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE));
  }

  @Override
  @SuppressWarnings({"rawtypes", "unchecked"}) // as the library declares it
  protected Schema _createSchemaForEnum(Class<Enum<?>> type) {
    Schema schema = super._createSchemaForEnum(type);
    List<Object> values = schema.getEnum();
    if (values != null) {
      schema.setEnum(values.stream().map(WireModels::lowerCase).toList());
    }
    return schema;
  }

  private static Object lowerCase(Object value) {
    return value instanceof String name ? name.toLowerCase(Locale.ROOT) : value;
  }
}
