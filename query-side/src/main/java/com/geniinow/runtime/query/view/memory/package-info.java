/** Shows the keys that agents remember. What is found by meaning is the command side's to show. */
@NullMarked
package com.geniinow.runtime.query.view.memory;

import org.jspecify.annotations.NullMarked;
