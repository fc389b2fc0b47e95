import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  // Works from whatever folder it is served.
  base: './',
  build: {
    target: 'es2022',
    outDir: '../../build/dashboard',
    emptyOutDir: true,
    // The page loads one script; nothing is to be preloaded.
    modulePreload: false,
    // Every file is a file: a page may forbid `data:` addresses.
    assetsInlineLimit: 0,
  },
  // `runchart` and its entries are the sources beside this folder, as tsconfig.json says. A project of yours has them installed,
  // and does without this line.
  resolve: { tsconfigPaths: true },
  worker: { format: 'es' },
});
