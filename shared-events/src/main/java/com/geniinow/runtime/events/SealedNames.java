package com.geniinow.runtime.events;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which components of an event are {@link Sealed}.
 *
 * @param all the names of its components
 * @param marked the names of those that are sealed
 */
public record SealedNames(Set<String> all, Set<String> marked) {
  private static final ClassValue<SealedNames> KNOWN =
      new ClassValue<>() {
        @Override
        protected SealedNames computeValue(Class<?> event) {
          var components = event.getRecordComponents();
          return new SealedNames(
              names(components, component -> true),
              names(components, component -> component.isAnnotationPresent(Sealed.class)));
        }
      };

  public SealedNames {
    all = Set.copyOf(all);
    marked = Set.copyOf(marked);
  }

  /**
   * Those of an event.
   *
   * @param event a record
   */
  public static SealedNames of(Class<?> event) {
    return KNOWN.get(event);
  }

  private static Set<String> names(
      RecordComponent[] components, Predicate<RecordComponent> wanted) {
    return Arrays.stream(components)
        .filter(wanted)
        .map(RecordComponent::getName)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Whether a member of its stored form is sealed that was written clear. So is one that the event
   * has no component for any more: an earlier revision may have had text in it.
   */
  public boolean isSealed(String member) {
    return marked.contains(member) || !all.contains(member);
  }
}
