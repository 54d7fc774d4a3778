package com.geniinow.runtime.platform.problem;

/**
 * One thing wrong with one field.
 *
 * @param field its name as on the wire, dotted where nested: {@code quota.monthly_token_limit}
 * @param message what it should be, as in "must be greater than 0"
 */
public record FieldError(String field, String message) {}
