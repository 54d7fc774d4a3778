package com.geniinow.runtime.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Collection;
import java.util.function.Function;

/** The compiled classes of every module, read once. */
final class Runtime {
  static final String ROOT = "com.geniinow.runtime.";

  static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("com.geniinow.runtime");

  private Runtime() {}

  /** The packages of a module or feature, such as {@code command.task}. */
  static String in(String module) {
    return ROOT + module + "..";
  }

  /** A condition that names what is wrong with a class, once for each wrong. */
  static ArchCondition<JavaClass> notHave(
      String what, Function<JavaClass, Collection<String>> wrongs) {
    return new ArchCondition<>("not have " + what) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (var wrong : wrongs.apply(type)) {
          events.add(SimpleConditionEvent.violated(type, type.getName() + ": " + wrong));
        }
      }
    };
  }
}
