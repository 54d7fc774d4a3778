package com.geniinow.runtime.command.quota;

/**
 * The price by which the money of a hold was counted.
 *
 * @param model whose price it is: a dated variant's family, where it has none of its own
 * @param version of that price
 */
public record HeldPrice(String model, int version) {}
