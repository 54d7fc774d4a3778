package com.geniinow.runtime.query.record;

import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.agent.ErasedCounts;
import com.geniinow.runtime.events.brake.RunningWork;
import com.geniinow.runtime.events.budget.BudgetLimits;
import com.geniinow.runtime.events.price.ModelPrice;
import com.geniinow.runtime.events.quota.QuotaLimits;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AssignableTypeFilter;

/** Each kind of event that there is, with values that mean nothing. */
final class AnyEvents {
  private static final RunningWork RAN =
      new RunningWork(new UUID(1, 2), new UUID(3, 4), 1, null, 5, BigDecimal.ONE);

  private AnyEvents() {}

  /** All of them. */
  static List<Class<?>> types() {
    var scanner = new ClassPathScanningCandidateComponentProvider(false);
    scanner.addIncludeFilter(new AssignableTypeFilter(RuntimeEvent.class));
    return scanner.findCandidateComponents("com.geniinow.runtime.events").stream()
        .<Class<?>>map(found -> type(String.valueOf(found.getBeanClassName())))
        .toList();
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(name, e);
    }
  }

  /** One of a type. */
  static RuntimeEvent of(Class<?> type) {
    return of(type, AnyEvents::value);
  }

  /**
   * One of a type.
   *
   * @param value of each of its components
   */
  static RuntimeEvent of(Class<?> type, Function<RecordComponent, @Nullable Object> value) {
    try {
      var components = type.getRecordComponents();
      var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      var values = Arrays.stream(components).map(value).toArray();
      return (RuntimeEvent) type.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(type.getName(), e);
    }
  }

  /** Any value of a component; null of what nothing here needs. */
  static @Nullable Object value(RecordComponent component) {
    return component.getGenericType().getTypeName().contains(RunningWork.class.getName())
        ? List.of(RAN)
        : value(component.getType());
  }

  private static @Nullable Object value(Class<?> type) {
    var known = new HashMap<Class<?>, Object>();
    known.put(UUID.class, new UUID(1, 2));
    known.put(String.class, "text");
    known.put(long.class, 1L);
    known.put(int.class, 1);
    known.put(boolean.class, true);
    known.put(BigDecimal.class, BigDecimal.ONE);
    known.put(Instant.class, Instant.EPOCH);
    known.put(Json.class, Json.EMPTY);
    known.put(Integer.class, 1);
    known.put(List.class, List.of("text"));
    known.put(Map.class, Map.of("name", "text"));
    known.put(ErasedCounts.class, new ErasedCounts(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
    known.put(ModelPrice.class, ModelPrice.of(BigDecimal.ONE, null, BigDecimal.TWO));
    known.put(QuotaLimits.class, QuotaLimits.DEFAULT);
    known.put(Long.class, 1L);
    known.put(BudgetLimits.class, BudgetLimits.NONE);
    return type.isEnum() ? type.getEnumConstants()[0] : known.get(type);
  }
}
