package com.geniinow.runtime.command.background;

/**
 * Who claims an event processor's place in the stream. Axon's own name for a process is its number
 * and its host, which are the same in every container that starts one program and calls its host
 * localhost: each would take the others' claims for its own.
 *
 * @param id of this start of this process, and of no other
 */
public record ProcessorNode(String id) {}
