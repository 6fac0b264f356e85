/** Service principals: servers of ours that connect to the broker with a credential of their own. */
@NullMarked
package dev.doubletick.broker.service;

import org.jspecify.annotations.NullMarked;
