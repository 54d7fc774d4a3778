package com.geniinow.runtime.command.file;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.web.PlainLine;
import com.geniinow.runtime.platform.web.StrictUtf8;
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

  /** One of its parameters; what looks like another within quotation marks is none. */
  private static final Pattern PARAMETER =
      Pattern.compile(";\\s*([^\\s=;\"]+)\\s*=\\s*(\"(?:\\\\.|[^\"\\\\])*+\"|[^;]*)");

  /** What stands for bytes that are no text. */
  private static final char LOST = '\uFFFD';

  private static final Pattern LOST_BEFORE = Pattern.compile("%EF%BF%BD", Pattern.CASE_INSENSITIVE);

  /**
   * @param headers the part's headers, a character for each byte
   * @throws ProblemException 400 when they don't say what it is, or not in UTF-8
   */
  static PartHeaders parse(String headers) {
    var found = DISPOSITION.matcher(headers);
    try {
      if (found.find()) {
        var text = decoded(found.group(1)).strip();
        var disposition = ContentDisposition.parse(text);
        var field = disposition.getName();
        var file = disposition.getFilename();
        if (file != null && isLossy(text, file)) {
          throw ProblemException.invalidField("file", "has a name that is not in UTF-8");
        }
        if (field != null) {
          return new PartHeaders(field, file);
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
    if (!PlainLine.Rule.holds(file)) {
      throw ProblemException.invalidField("file", "has a name that " + PlainLine.MESSAGE);
    }
    if (file.getBytes(StandardCharsets.UTF_8).length > FileLimits.MAX_NAME_BYTES) {
      throw ProblemException.invalidField(
          "file", "must have a name of at most " + FileLimits.MAX_NAME_BYTES + " bytes");
    }
    return file;
  }

  private static String decoded(String bytes) {
    return StrictUtf8.decode(bytes.getBytes(StandardCharsets.ISO_8859_1))
        .orElseThrow(
            () -> ProblemException.invalid("A part of the form has a name that is not in UTF-8."));
  }

  /** Spring puts a mark for bytes that are no text; the name must not have had it before. */
  private static boolean isLossy(String disposition, String name) {
    var isLossy = false;
    var parameters = PARAMETER.matcher(disposition);
    while (parameters.find()) {
      var value = parameters.group(2);
      if (parameters.group(1).equals("filename*")) {
        var before = LOST_BEFORE.matcher(value).results().count();
        return name.chars().filter(c -> c == LOST).count() > before;
      } else if (parameters.group(1).equals("filename")) {
        // As an encoded word, the way of e-mail.
        isLossy = value.replace("\"", "").startsWith("=?") && name.indexOf(LOST) >= 0;
      }
    }
    return isLossy;
  }
}
