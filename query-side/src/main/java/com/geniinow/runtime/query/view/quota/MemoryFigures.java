package com.geniinow.runtime.query.view.quota;

/**
 * What an agent's memories take.
 *
 * @param count of memories that are kept; what expires is taken off once they are counted anew
 * @param limit of memories
 * @param bytes of their texts and metadata; at most what files leave of the storage limit
 */
public record MemoryFigures(long count, long limit, long bytes) {}
