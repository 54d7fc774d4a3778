package com.geniinow.runtime.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassReader;

/** The texts in a class's constant pool: every string of its source, also parts of sums of them. */
final class ClassFile {
  private static final int STRING = 8;

  private ClassFile() {}

  static List<String> texts(JavaClass type) {
    try (var in = type.getSource().orElseThrow().getUri().toURL().openStream()) {
      var reader = new ClassReader(in);
      var buffer = new char[reader.getMaxStringLength()];
      List<String> texts = new ArrayList<>();
      for (var n = 1; n < reader.getItemCount(); n++) {
        int at = reader.getItem(n);
        if (at > 0 && reader.readByte(at - 1) == STRING) {
          texts.add((String) reader.readConst(n, buffer));
        }
      }
      return texts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
