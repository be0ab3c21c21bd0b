/// <reference types="vitest/config" />
// Builds the web client into dist/, which the server embeds; `npm run dev` passes API and socket on to a local server.
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defaultServerConditions, defineConfig } from 'vite';
import { offline } from './vite.offline.ts';
import { preloadTeamPage } from './vite.preload.ts';

/** The packages of this repository are taken as they are written: a change there is seen here at once. */
const SOURCE = '@kith/source';

const server = 'http://127.0.0.1:7743';

export default defineConfig({
  plugins: [react(), tailwindcss(), preloadTeamPage(), offline()],
  // The tests run in Node, where packages have other doors.
  resolve: { conditions: [SOURCE, ...(process.env['VITEST'] ? defaultServerConditions : defaultClientConditions)] },
  ssr: { resolve: { conditions: [SOURCE, ...defaultServerConditions] } },
  build: {
    target: 'es2022',
    // The server's Content-Security-Policy allows fonts and scripts from itself only: nothing is inlined as data.
    assetsInlineLimit: 0,
  },
  server: {
    proxy: {
      '/api': server,
      // The server lets sockets in from its own address only.
      '/ws': { target: server.replace('http', 'ws'), ws: true, rewriteWsOrigin: true },
    },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    restoreMocks: true,
  },
});
