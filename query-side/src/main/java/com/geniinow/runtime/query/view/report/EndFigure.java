package com.geniinow.runtime.query.view.report;

/**
 * How many tasks ended in a certain way.
 *
 * @param status the state in which they ended
 * @param query as of {@link Figure}
 */
record EndFigure(String status, long count, String query) {}
