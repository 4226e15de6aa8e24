import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const vigie = process.env.VIGIE_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  // The gateway puts a fresh one into every page that it gives out.
  html: { cspNonce: 'VIGIE_NONCE' },
  build: {
    target: 'es2023',
    outDir: process.env.VIGIE_PAGE ?? 'dist',
    emptyOutDir: true,
    // Inlined files would be data: addresses, which the page's policy refuses.
    assetsInlineLimit: 0,
    reportCompressedSize: true,
  },
  worker: { format: 'es' },
  server: {
    // The browser's own Host goes along: the gateway refuses pages that say they come from elsewhere.
    proxy: Object.fromEntries(['/api', '/health', '/ws'].map((path) => [path, { target: vigie, changeOrigin: false, ws: path === '/ws' }])),
  },
  test: { include: ['src/**/*.test.{ts,tsx}'] },
});
