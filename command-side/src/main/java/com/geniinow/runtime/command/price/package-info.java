/** The price book: what models cost, by version, and what a use costs by it. */
@NullMarked
package com.geniinow.runtime.command.price;

import org.jspecify.annotations.NullMarked;
