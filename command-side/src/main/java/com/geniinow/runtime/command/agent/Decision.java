package com.geniinow.runtime.command.agent;

import org.jspecify.annotations.Nullable;

/**
 * What a person says about a task that awaits an approval.
 *
 * @param by the person's subject
 * @param reason null where none was given
 * @param payloadSha256 of the payload that was looked at; hexadecimal, in lower case
 */
public record Decision(String by, @Nullable String reason, String payloadSha256) {}
