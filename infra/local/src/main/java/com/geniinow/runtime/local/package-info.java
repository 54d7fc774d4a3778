/**
 * The whole runtime on one machine with one command: starts PostgreSQL, Redis, the services and a
 * worker in order, tells how to call them, and stops all of them together. It holds no rule of the
 * runtime itself.
 */
@NullMarked
package com.geniinow.runtime.local;

import org.jspecify.annotations.NullMarked;
