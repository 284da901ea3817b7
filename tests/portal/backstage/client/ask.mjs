// Calls of the client, one after the other: [[method, ...arguments], ...] on standard input, their outcomes on standard output.
// "$n.a.b" as an argument, or inside one, is that part of the outcome of call n.
import { readFileSync } from 'node:fs';
import { CATALOG_FILTER_EXISTS, CatalogClient } from '@backstage/catalog-client';

const { url, token, headers, calls } = JSON.parse(readFileSync(0, 'utf8'));
const client = new CatalogClient({
  discoveryApi: { getBaseUrl: async plugin => `${url}/api/${plugin}` },
  fetchApi: { fetch: (place, init) => fetch(place, { ...init, headers: { ...init?.headers, ...headers } }) },
});
const outcomes = [];

function filled(value) {
  if (typeof value === 'string' && value.startsWith('$')) {
    if (value === '$EXISTS') return CATALOG_FILTER_EXISTS;
    const [number, ...path] = value.slice(1).split('.');
    return path.reduce((found, key) => found[key], outcomes[number].value);
  }
  if (Array.isArray(value)) return value.map(filled);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner)]));
  }
  return value;
}

async function outcome([method, ...given]) {
  try {
    const found = client[method](...given.map(filled), { token });
    if (found[Symbol.asyncIterator] === undefined) return { value: await found };
    const pages = [];
    for await (const page of found) pages.push(page);
    return { value: pages };
  } catch (error) {
    return { error: { name: error.name, status: error.statusCode, body: error.body?.error, message: error.message } };
  }
}

for (const call of calls) outcomes.push(await outcome(call));
const methods = Object.getOwnPropertyNames(CatalogClient.prototype).filter(name => name !== 'constructor');
process.stdout.write(JSON.stringify({ methods, outcomes }));
