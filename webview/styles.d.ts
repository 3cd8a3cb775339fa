/** esbuild puts the styles of the page into a file beside its script. */
declare module '*.css';
