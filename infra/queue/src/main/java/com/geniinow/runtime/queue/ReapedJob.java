package com.geniinow.runtime.queue;

/**
 * A job whose lease ran out and which waits at the head of its queue again.
 *
 * @param queue the queue's name: the agent's id
 * @param jobId the task's id
 * @param stalled how often its lease has run out by now, from 1
 */
public record ReapedJob(String queue, String jobId, int stalled) {}
