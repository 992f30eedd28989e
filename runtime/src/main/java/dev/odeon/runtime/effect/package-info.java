/**
 * What deferred calls ask for. {@link dev.odeon.runtime.effect.Effects} decodes those of a block
 * once, each into the type that its capability declares, and gives them to the {@link
 * dev.odeon.runtime.effect.EffectHandler} of that type: while the turn is in flight, once its block
 * is durable, or when it never will be; and after a crash those that the handler has not done yet.
 */
@NullMarked
package dev.odeon.runtime.effect;

import org.jspecify.annotations.NullMarked;
