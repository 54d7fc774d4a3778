package com.geniinow.runtime.command.store;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.geniinow.runtime.events.EventRevision;
import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.agent.AgentEvent.KeyCreated;
import com.geniinow.runtime.events.agent.AgentEvent.KeyRotated;
import com.geniinow.runtime.events.budget.BudgetLimits;
import com.geniinow.runtime.events.price.ModelPrice;
import com.geniinow.runtime.events.quota.CallHold;
import com.geniinow.runtime.events.quota.Level;
import com.geniinow.runtime.events.quota.ModelCall;
import com.geniinow.runtime.events.quota.QuotaEvent.OverageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.ReservationReleased;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageCorrected;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRefused;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageReserved;
import com.geniinow.runtime.events.quota.QuotaLimits;
import com.geniinow.runtime.events.quota.Window;
import com.geniinow.runtime.events.task.FailureCause;
import com.geniinow.runtime.events.task.TaskEvent.TaskAttemptFailed;
import com.geniinow.runtime.events.task.TaskEvent.TaskDue;
import com.geniinow.runtime.events.task.TaskEvent.TaskRedriven;
import com.geniinow.runtime.events.task.TaskEvent.TaskSubmitted;
import com.geniinow.runtime.events.task.TaskPlan;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.axonframework.serialization.RevisionResolver;
import org.axonframework.serialization.SerializationException;
import org.axonframework.serialization.SimpleSerializedObject;
import org.axonframework.serialization.json.JacksonSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of events and snapshots: plain JSON without type names inside, times as RFC 3339
 * text, money as text, carried JSON documents embedded as they came.
 */
public final class EventJson {
  private EventJson() {}

  /** The serializer of the event store. */
  public static JacksonSerializer serializer() {
    RevisionResolver revisions = EventJson::revision;
    return JacksonSerializer.builder()
        .objectMapper(mapper())
        .revisionResolver(revisions)
        .lenientDeserialization()
        .build();
  }

  /** The revision that a type is stored with. */
  static String revision(Class<?> type) {
    var revision = type.getAnnotation(EventRevision.class);
    return revision == null ? "1" : revision.value();
  }

  /** How an object of the store is written. */
  static String text(Object stored) {
    return serializer().serialize(stored, String.class).getData();
  }

  /**
   * An object of the store as it is read.
   *
   * @throws SerializationException when the text is none of that type
   */
  static Object object(String stored, Class<?> type) {
    Object read =
        serializer()
            .deserialize(new SimpleSerializedObject<>(stored, String.class, type.getName(), null));
    if (read == null) {
      throw new SerializationException("null stands there");
    }
    return read;
  }

  /** How events are written and read. */
  public static ObjectMapper mapper() {
    var carried = new SimpleModule("carried-json");
    carried.addSerializer(Json.class, new CarriedWriter());
    carried.addDeserializer(Json.class, new CarriedReader());
    var mapper =
        JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(carried)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();
    mapper.addMixIn(UsageRecorded.class, UsageOfBefore.class);
    mapper.addMixIn(UsageReserved.class, PriceOfBefore.class);
    mapper.addMixIn(UsageRefused.class, NoneBefore.class);
    mapper.addMixIn(UsageCorrected.class, DayOfBefore.class);
    mapper.addMixIn(OverageRecorded.class, WithoutNulls.class);
    mapper.addMixIn(ReservationReleased.class, WithoutNulls.class);
    mapper.addMixIn(QuotaLimits.class, WithoutNulls.class);
    mapper.addMixIn(BudgetLimits.class, WithoutNulls.class);
    mapper.addMixIn(CallHold.class, WithoutNulls.class);
    mapper.addMixIn(ModelCall.class, WithoutNulls.class);
    mapper.addMixIn(ModelPrice.class, WithoutNulls.class);
    mapper.addMixIn(KeyCreated.class, WithoutPrefix.class);
    mapper.addMixIn(KeyRotated.class, WithoutPrefix.class);
    mapper.addMixIn(TaskAttemptFailed.class, WithoutNull.class);
    mapper.addMixIn(TaskSubmitted.class, WithoutLimits.class);
    mapper.addMixIn(TaskRedriven.class, WithoutPlan.class);
    mapper.addMixIn(TaskDue.class, WithoutPlan.class);
    mapper.addMixIn(TaskPlan.class, WithoutNulls.class);
    mapper.addMixIn(QuotaLimits.class, WithoutNulls.class);
    mapper
        .configOverride(BigDecimal.class)
        .setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.STRING));
    return mapper;
  }

  /** What events of before don't have stands in those alone where it isn't 0, false or null. */
  private interface UsageOfBefore {
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    long cachedInputTokens();

    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    long cacheWriteTokens();

    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    long reasoningTokens();

    @JsonInclude(JsonInclude.Include.NON_NULL)
    Integer priceVersion();

    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    boolean priceAssumed();

    @JsonInclude(JsonInclude.Include.NON_NULL)
    Instant heldAt();

    @JsonInclude(JsonInclude.Include.NON_NULL)
    ModelCall call();

    @JsonInclude(JsonInclude.Include.NON_NULL)
    String day();
  }

  private interface DayOfBefore {
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    boolean opensDay();
  }

  private interface NoneBefore {
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    int earlier();

    @JsonInclude(JsonInclude.Include.NON_NULL)
    Level level();

    @JsonInclude(JsonInclude.Include.NON_NULL)
    Window window();
  }

  private interface PriceOfBefore {
    @JsonInclude(JsonInclude.Include.NON_NULL)
    Integer priceVersion();

    @JsonInclude(JsonInclude.Include.NON_NULL)
    String pricedAs();

    @JsonInclude(JsonInclude.Include.NON_NULL)
    CallHold call();

    @JsonInclude(JsonInclude.Include.NON_NULL)
    String day();

    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    boolean opensDay();
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private interface WithoutNulls {}

  /** The same of a cause, which most failures don't have. */
  private interface WithoutNull {
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Nullable FailureCause cause();
  }

  /** The same of what is shown of a key. */
  private interface WithoutPrefix {
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Nullable String prefix();
  }

  /** The same of a task's limits, its labels and its payload's hash. */
  private interface WithoutLimits {
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Nullable Integer maxDurationSeconds();

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Nullable Integer maxCalls();

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Nullable BigDecimal maxCostUsd();

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Nullable TaskPlan plan();

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Nullable Map<String, String> labels();

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Nullable String payloadSha256();
  }

  /** The same of a task's plan. */
  private interface WithoutPlan {
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Nullable TaskPlan plan();
  }

  private static final class CarriedWriter extends StdSerializer<Json> {
    private static final long serialVersionUID = 1L;

    CarriedWriter() {
      super(Json.class);
    }

    @Override
    public void serialize(Json value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeRawValue(value.text());
    }
  }

  private static final class CarriedReader extends StdDeserializer<Json> {
    private static final long serialVersionUID = 1L;

    CarriedReader() {
      super(Json.class);
    }

    @Override
    public Json deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return new Json(context.readValue(in, JsonNode.class).toString());
    }

    @Override
    public Json getNullValue(DeserializationContext context) {
      return new Json("null");
    }
  }
}
