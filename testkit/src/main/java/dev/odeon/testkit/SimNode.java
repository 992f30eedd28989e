package dev.odeon.testkit;

/** What a name stands for. */
sealed interface SimNode permits PagedFile, SimFolder {}
