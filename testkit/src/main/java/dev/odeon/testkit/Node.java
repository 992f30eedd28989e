package dev.odeon.testkit;

/** What a name stands for. */
sealed interface Node permits PagedFile, Folder {}
