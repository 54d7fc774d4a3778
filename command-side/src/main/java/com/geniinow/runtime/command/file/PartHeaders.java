package com.geniinow.runtime.command.file;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.web.PlainLine;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;

/**
 * What a part of a form is.
 *
 * @param field the form's name for it
 * @param file the file's name as its uploader gave it, or null when it is no file
 */
record PartHeaders(String field, @Nullable String file) {
  /** A header ends at CR or LF alone: other characters that end lines may be in a name. */
  private static final Pattern DISPOSITION =
      Pattern.compile(
          "(?:^|[\\r\\n])content-disposition:[ \\t]*([^\\r\\n]*)", Pattern.CASE_INSENSITIVE);

  /** Half a character of UTF-16 and U+0000 are in no name: nothing could store them. */
  private static final Pattern UNSTORABLE = Pattern.compile("[\\x{0}\\x{D800}-\\x{DFFF}]");

  /**
   * @param headers the part's headers, a character for each byte
   * @throws ProblemException 400 when they don't say what it is
   */
  static PartHeaders parse(String headers) {
    var found = DISPOSITION.matcher(decoded(headers));
    try {
      if (found.find()) {
        var disposition = ContentDisposition.parse(found.group(1).strip());
        var field = disposition.getName();
        if (field != null) {
          return new PartHeaders(field, disposition.getFilename());
        }
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw ProblemException.invalid("A part of the form has no name.");
  }

  /**
   * The file's name, to be kept and never used in a path.
   *
   * @throws ProblemException 400 for none or one that is too long
   */
  String fileName() {
    if (file == null || file.isEmpty()) {
      throw ProblemException.invalidField("file", "must have a file name");
    }
    var name = UNSTORABLE.matcher(file).replaceAll("\uFFFD");
    if (!PlainLine.Rule.holds(name)) {
      throw ProblemException.invalidField("file", "has a name that " + PlainLine.MESSAGE);
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > FileLimits.MAX_NAME_BYTES) {
      throw ProblemException.invalidField(
          "file", "must have a name of at most " + FileLimits.MAX_NAME_BYTES + " bytes");
    }
    return name;
  }

  /** UTF-8, as everybody sends it; else each byte is a character. */
  private static String decoded(String bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
          .toString();
    } catch (CharacterCodingException e) {
      return bytes;
    }
  }
}
