/**
 * What the agents of an entity did in a while, in figures, each with the request that lists what it
 * counts. Reads tables of record as the caller, and owns nothing.
 */
@NullMarked
package com.geniinow.runtime.query.view.report;

import org.jspecify.annotations.NullMarked;
