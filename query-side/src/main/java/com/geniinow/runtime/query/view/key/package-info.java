/** Shows the keys of agents. */
@NullMarked
package com.geniinow.runtime.query.view.key;

import org.jspecify.annotations.NullMarked;
