package com.geniinow.runtime.platform.work;

import java.time.Duration;

/**
 * Work that is done again and again, by one process of the fleet at a time, wherever a scheduler
 * is. A run that fails is logged and tried again at its next turn, so a run must be able to start
 * over.
 *
 * @param name never changes: the fleet agrees by it
 * @param every the pause between two runs
 * @param work one run
 */
public record Chore(String name, Duration every, Runnable work) {}
