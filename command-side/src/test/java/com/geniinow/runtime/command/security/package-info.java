/**
 * What an attacker would try: another's rows, another's routes, and input that nobody sends by
 * mistake. What may be done by whom stands in docs/security.md, and is read from there.
 */
@NullMarked
package com.geniinow.runtime.command.security;

import org.jspecify.annotations.NullMarked;
