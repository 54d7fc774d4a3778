package com.geniinow.runtime.autoscaler;

/**
 * What the policy says.
 *
 * @param workers how many the pool should have
 * @param history to be handed in with the next look
 */
public record Decision(int workers, History history) {}
