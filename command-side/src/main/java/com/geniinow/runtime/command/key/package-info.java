/** Keys that act as their agent, and tokens that are taken back. */
@NullMarked
package com.geniinow.runtime.command.key;

import org.jspecify.annotations.NullMarked;
