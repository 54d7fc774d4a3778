/**
 * Checks an export of an agent's ledger without the runtime: in no service's jar, run from source
 * by infra/verify-ledger.
 */
@NullMarked
package com.geniinow.runtime.verifier;

import org.jspecify.annotations.NullMarked;
