/**
 * What the classes generated for a module call. They live in loaders of their own and can reach
 * public types only; nobody else is to use these.
 */
@NullMarked
package dev.odeon.engine.internal;

import org.jspecify.annotations.NullMarked;
