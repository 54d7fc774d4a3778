/** Reading as the caller: every read runs in a transaction that row-level security limits to it. */
@NullMarked
package com.geniinow.runtime.query.view.access;

import org.jspecify.annotations.NullMarked;
