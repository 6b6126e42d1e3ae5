/* As good as nothing: what node itself takes. */
process.exitCode = 0;
