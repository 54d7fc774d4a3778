/** The table agents and its routes. */
@NullMarked
package com.geniinow.runtime.query.view.agent;

import org.jspecify.annotations.NullMarked;
