import CMalloc

/// Memory that this process has freed, and that its allocator keeps.
package enum FreedMemory {
    /// Gives what the allocator does not need back to the host. Any thread; others that allocate may wait some milliseconds.
    ///
    /// glibc's `free` lets go of the end of a heap alone: a model that was replaced, or the buffers of large jobs, lie before
    /// what lives on, and would count as resident for ever.
    package static func giveBack() { _ = malloc_trim(0) }
}
