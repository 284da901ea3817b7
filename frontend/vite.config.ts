import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const server = 'http://127.0.0.1:8800';

/** GraphiQL's style sheet carries 270 kB of fonts as data URLs; its page uses ours. */
const withoutFonts: Plugin = {
  name: 'graphiql-without-fonts',
  enforce: 'pre',
  transform: (code, id) =>
    /\/graphiql\/.*\.css$/.test(id) ? code.replace(/@font-face\s*\{[^}]*\}/g, '') : undefined,
};

export default defineConfig({
  base: '/',
  plugins: [react(), withoutFonts],
  build: {
    assetsDir: 'assets',
    // Inlined assets would be data: URLs; the CSP allows those for images and fonts only.
    assetsInlineLimit: 0,
    // GraphiQL is one lazy page; its size is known and checked by eye.
    chunkSizeWarningLimit: 1200,
  },
  server: {
    port: 5173,
    proxy: {
      '/auth': server,
      '/api': server,
      '/docs': server,
      '/static': server,
      '/graphql': {
        target: server,
        // GET with Accept text/html is the GraphiQL page of this app, not the server's endpoint.
        bypass: (req) => (req.method === 'GET' ? '/index.html' : undefined),
      },
    },
  },
});
