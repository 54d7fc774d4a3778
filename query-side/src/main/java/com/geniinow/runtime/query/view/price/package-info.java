/** What models cost, as the routes show it. */
@NullMarked
package com.geniinow.runtime.query.view.price;

import org.jspecify.annotations.NullMarked;
