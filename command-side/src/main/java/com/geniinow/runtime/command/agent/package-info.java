/** The Agent aggregate: identity, life and open tasks. */
@NullMarked
package com.geniinow.runtime.command.agent;

import org.jspecify.annotations.NullMarked;
