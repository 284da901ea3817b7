// Serves the built app and answers its documents as the real server would, CSP included.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { makeAnswer } from './answer.mjs';
import { makeEstate } from './estate.mjs';

const at = (path) => new URL(path, import.meta.url);
const CSP =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; worker-src 'self' blob:; font-src 'self' data:";
const TYPES = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.html': 'text/html; charset=utf-8',
};
const PASSWORD = 'tonic';

function file(name) {
  try {
    return readFileSync(at(`../dist${name}`));
  } catch {
    return null;
  }
}

async function body(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text ? JSON.parse(text) : {};
}

const send = (response, status, value, headers = {}) =>
  response
    .writeHead(status, { 'Content-Type': 'application/json', ...headers })
    .end(value === null ? '' : JSON.stringify(value));

/** `estate` may be changed between requests: tests use it to empty or to break things. */
export function createMock(estate = makeEstate()) {
  const answer = makeAnswer(estate);
  let signedIn = false;
  return createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://mock');
    if (request.method === 'POST') {
      const sent = await body(request);
      if (request.headers['x-csrftoken'] !== 'mock') return send(response, 403, { title: 'CSRF' });
      if (pathname === '/graphql') {
        return send(response, 200, await answer(sent));
      }
      if (pathname === '/auth/sign-in' && sent.password !== PASSWORD) {
        return send(response, 401, { title: 'Refused', detail: 'Name and password do not match.' });
      }
      signedIn = pathname === '/auth/sign-in';
      return send(response, 204, null);
    }
    if (pathname === '/auth/session') {
      const session = {
        signed_in: signedIn,
        name: signedIn ? 'Ines Marek' : null,
        public_reads: true,
      };
      return send(response, 200, session, { 'Set-Cookie': 'csrftoken=mock; Path=/; SameSite=Lax' });
    }
    const asset = pathname.startsWith('/assets/') ? file(pathname) : file('/index.html');
    if (!asset) return send(response, 404, { title: 'No such file' });
    const type = TYPES[pathname.startsWith('/assets/') ? extname(pathname) : '.html'];
    return response
      .writeHead(200, { 'Content-Type': type, 'Content-Security-Policy': CSP })
      .end(asset);
  });
}
