// Copies codegen's persisted documents to the server's manifest, sorted, and proves each hash.
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

const made = new URL('../src/api/generated/persisted-documents.json', import.meta.url);
const manifest = new URL('../../portal/api/documents.json', import.meta.url);

const documents = JSON.parse(readFileSync(made, 'utf8'));
for (const [hash, text] of Object.entries(documents)) {
  const actual = createHash('sha256').update(text).digest('hex');
  if (actual !== hash) throw new Error(`hash ${hash} is not sha256 of its text (${actual})`);
}
const sorted = Object.fromEntries(Object.entries(documents).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(manifest, `${JSON.stringify(sorted, null, 2)}\n`);

// The preset also writes a tag function and a barrel; documents are .graphql files, so nobody reads them.
for (const name of ['persisted-documents.json', 'gql.ts', 'index.ts']) {
  rmSync(new URL(`../src/api/generated/${name}`, import.meta.url));
}
