package com.geniinow.runtime.command.task;

import java.util.List;

/**
 * What became of a batch.
 *
 * @param items an answer for each task, in their order
 */
record BatchAnswers(List<BatchAnswer> items) {}
