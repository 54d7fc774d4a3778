package com.geniinow.runtime.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The texts in a class's constant pool: every string of its source, also parts of sums of them. */
final class ClassFile {
  private static final int UTF8 = 1;
  private static final int LONG = 5;
  private static final int DOUBLE = 6;

  private ClassFile() {}

  static List<String> texts(JavaClass type) {
    var uri = type.getSource().orElseThrow().getUri();
    try (var in = new DataInputStream(uri.toURL().openStream())) {
      if (in.readInt() != 0xCAFEBABE) {
        throw new IOException(uri + " is no class file");
      }
      in.skipNBytes(4);
      var entries = in.readUnsignedShort();
      List<String> texts = new ArrayList<>();
      for (var n = 1; n < entries; n++) {
        var tag = in.readUnsignedByte();
        if (tag == UTF8) {
          texts.add(in.readUTF());
        } else {
          in.skipNBytes(size(tag));
          n += tag == LONG || tag == DOUBLE ? 1 : 0;
        }
      }
      return texts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int size(int tag) {
    return switch (tag) {
      case 3, 4, 9, 10, 11, 12, 17, 18 -> 4;
      case LONG, DOUBLE -> 8;
      case 7, 8, 16, 19, 20 -> 2;
      case 15 -> 3;
      default -> throw new IllegalArgumentException("constant of an unknown kind " + tag);
    };
  }
}
