/** What is stopped, and what was. */
@NullMarked
package com.geniinow.runtime.query.view.brake;

import org.jspecify.annotations.NullMarked;
