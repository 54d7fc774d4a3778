package com.geniinow.runtime.command.agent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The lines of an import, as bytes: one that is no UTF-8 keeps no other out. */
final class ImportLines {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private ImportLines() {}

  /** Ends at LF, CR or both, which are part of no other character; without a mark before all. */
  static List<byte[]> of(byte[] body) {
    List<byte[]> lines = new ArrayList<>();
    var begin = isMarked(body) ? BYTE_ORDER_MARK.length : 0;
    for (var i = begin; i < body.length; i++) {
      if (body[i] == '\n' || body[i] == '\r') {
        lines.add(Arrays.copyOfRange(body, begin, i));
        if (body[i] == '\r' && i + 1 < body.length && body[i + 1] == '\n') {
          i++;
        }
        begin = i + 1;
      }
    }
    if (begin < body.length) {
      lines.add(Arrays.copyOfRange(body, begin, body.length));
    }
    return lines;
  }

  private static boolean isMarked(byte[] body) {
    var mark = BYTE_ORDER_MARK.length;
    return body.length >= mark && Arrays.equals(body, 0, mark, BYTE_ORDER_MARK, 0, mark);
  }
}
