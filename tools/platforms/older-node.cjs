// Loaded before everything else in Node 20.11, which lacks what the library needs of 20.19.
process.getBuiltinModule ??= require
