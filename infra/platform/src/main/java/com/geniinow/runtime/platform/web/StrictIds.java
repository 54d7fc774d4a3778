package com.geniinow.runtime.platform.web;

import com.geniinow.runtime.platform.security.Ids;
import java.util.UUID;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.module.SimpleModule;

/** UUIDs in their 36 characters only: Jackson's own reader takes Base64 too, and empty texts. */
final class StrictIds extends SimpleModule {
  private static final long serialVersionUID = 1L;

  StrictIds() {
    super("strict-ids");
    addDeserializer(UUID.class, new Reader());
  }

  private static final class Reader extends StdScalarDeserializer<UUID> {
    Reader() {
      super(UUID.class);
    }

    @Override
    public UUID deserialize(JsonParser in, DeserializationContext context) {
      if (in.currentToken() != JsonToken.VALUE_STRING) {
        return (UUID) context.handleUnexpectedToken(UUID.class, in);
      }
      var id = Ids.parse(in.getString());
      return id.isPresent()
          ? id.get()
          : (UUID) context.handleWeirdStringValue(UUID.class, in.getString(), "not a UUID");
    }
  }
}
