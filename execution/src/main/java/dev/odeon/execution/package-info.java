/**
 * The execution service: plug-ins are loaded once, each under a UUID, and run any number of times,
 * alone or in a pipeline.
 *
 * <p>The way through: {@link Execution} is the entry. It finds the {@code LoadedPlugin} in the
 * {@code Registry}, checks the tenant's {@link Quota} ({@code Usage}), and applies the caller's
 * {@link RunLimits} to those of the {@link ExecutionConfig}. A stateless plug-in runs in the {@code
 * PluginRunner} on the calling thread, under one of the {@code Permits}. A run of a stateful one is
 * a turn of the actor {@code binary/<uuid>}, taken by {@code runtime}. A {@code Pipeline} runs
 * several of either kind under one deadline and one commit. The result leaves as a {@link
 * RunReport} or a {@link PipelineReport}, and {@code Metrics} counts it.
 */
@NullMarked
package dev.odeon.execution;

import org.jspecify.annotations.NullMarked;
