/** The read side: projectors that write the tables of record, and the routes that read them. */
@NullMarked
package com.geniinow.runtime.query;

import org.jspecify.annotations.NullMarked;
