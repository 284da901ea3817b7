// The contract answered from the estate; shared by the mock server and the component tests.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSchema, graphql } from 'graphql';
import { makeRoot } from './resolvers.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const read = (path) => readFileSync(join(here, path), 'utf8');

export function makeAnswer(estate) {
  const schema = buildSchema(read('../../portal/api/schema.graphql'));
  const documents = JSON.parse(read('../../portal/api/documents.json'));
  const rootValue = makeRoot(estate);
  return async ({ documentId, query, variables }) => {
    const source = documents[documentId] ?? query;
    if (!source) {
      return { errors: [{ message: 'Unknown document', extensions: { code: 'INVALID' } }] };
    }
    return graphql({ schema, source, rootValue, variableValues: variables });
  };
}
