package com.geniinow.runtime.queue;

import java.util.List;

/**
 * What a claim got.
 *
 * @param isRepeated whether these are the jobs of a former claim with the same key
 */
public record Claim(List<ClaimedJob> jobs, boolean isRepeated) {}
