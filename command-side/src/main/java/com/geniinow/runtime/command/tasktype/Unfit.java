package com.geniinow.runtime.command.tasktype;

/**
 * What is wrong with a payload, or a schema.
 *
 * @param field where, as a JSON Pointer into the request
 * @param message why
 */
public record Unfit(String field, String message) {}
