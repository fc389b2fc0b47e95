import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  // Works in any folder of a server.
  base: './',
  build: {
    target: 'es2022',
    outDir: '../../build/dashboard',
    emptyOutDir: true,
    // The page loads one script, so there is nothing to preload.
    modulePreload: false,
    // No `data:` URLs: the page's policy may forbid them.
    assetsInlineLimit: 0,
  },
  // `runchart` and its entries are the sources of this repository, as tsconfig.json says. In your own project they are installed,
  // and this line is not needed.
  resolve: { tsconfigPaths: true },
  worker: { format: 'es' },
});
