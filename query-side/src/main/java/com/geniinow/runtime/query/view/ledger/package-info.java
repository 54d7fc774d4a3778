/** The ledger: one chain of hashed entries per agent, written with the events they attest. */
@NullMarked
package com.geniinow.runtime.query.view.ledger;

import org.jspecify.annotations.NullMarked;
