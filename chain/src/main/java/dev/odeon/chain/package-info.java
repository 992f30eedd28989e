/**
 * An actor's hash-linked history of blocks: append against an expected head, verify, prove, read,
 * subscribe, query.
 */
@NullMarked
package dev.odeon.chain;

import org.jspecify.annotations.NullMarked;
