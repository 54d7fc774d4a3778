package com.geniinow.runtime.platform.web;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one rule for names and reasons, which people read in lists, logs and messages: one line,
 * whose characters show and stand in the order in which they are. At least one letter, digit,
 * punctuation mark or symbol that is not blank. No control characters, line or paragraph
 * separators, marks that turn the direction of writing, unpaired surrogates or characters that are
 * none. Its own constraint, since a pattern in the OpenAPI document would be in Java's words, which
 * clients of other languages can't read.
 */
@Documented
@Constraint(validatedBy = PlainLine.Rule.class)
@Target({
  ElementType.FIELD,
  ElementType.PARAMETER,
  ElementType.METHOD,
  ElementType.RECORD_COMPONENT,
  ElementType.TYPE_USE
})
@Retention(RetentionPolicy.RUNTIME)
public @interface PlainLine {
  /** What is said of what isn't one. */
  String MESSAGE =
      "must be one line with something to see, without control characters and marks of direction";

  /** As a constraint says it. */
  String message() default MESSAGE;

  /** Not used. */
  Class<?>[] groups() default {};

  /** Not used. */
  Class<? extends Payload>[] payload() default {};

  /** The rule itself; nothing is plain, too. */
  final class Rule implements ConstraintValidator<PlainLine, CharSequence> {
    private static final Pattern PLAIN =
        Pattern.compile(
            "[^\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\u061C\\u200E\\u200F\\u202A-\\u202E"
                + "\\u2066-\\u2069\\uFEFF\\uFFFE\\uFFFF]*");

    /** Some letters and a symbol are blank; pictures are there before the JDK knows of them. */
    private static final Pattern SEEN =
        Pattern.compile(
            "[\\p{L}\\p{N}\\p{P}\\p{S}\\p{IsExtended_Pictographic}"
                + "&&[^\\u115F\\u1160\\u3164\\uFFA0\\u2800]]");

    /** Whether a text may be a name. */
    public static boolean holds(CharSequence text) {
      return PLAIN.matcher(text).matches() && (text.isEmpty() || SEEN.matcher(text).find());
    }

    @Override
    public boolean isValid(@Nullable CharSequence text, ConstraintValidatorContext context) {
      return text == null || holds(text);
    }
  }
}
