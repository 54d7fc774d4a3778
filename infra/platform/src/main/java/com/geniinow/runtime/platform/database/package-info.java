/**
 * PostgreSQL as the services see it: the schema brought up to date by its owner, and a bounded pool
 * of connections for each role. The owner's login is used for migrations and nothing else.
 */
@NullMarked
package com.geniinow.runtime.platform.database;

import org.jspecify.annotations.NullMarked;
