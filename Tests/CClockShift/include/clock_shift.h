// Nothing to call: the library replaces functions of the C library.
