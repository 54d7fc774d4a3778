package com.geniinow.runtime.query.view.report;

/**
 * A number of entries.
 *
 * @param query the path with the request that lists them, one by one
 */
record Figure(long count, String query) {}
