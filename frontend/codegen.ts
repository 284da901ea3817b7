import { createHash } from 'node:crypto';
import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: '../portal/api/schema.graphql',
  documents: 'src/**/*.graphql',
  generates: {
    './src/api/generated/': {
      preset: 'client',
      presetConfig: {
        fragmentMasking: false,
        // The bundle carries hashes only; the texts go to the server's manifest.
        persistedDocuments: {
          mode: 'replaceDocumentWithHash',
          hashPropertyName: 'hash',
          hashAlgorithm: (text: string) => createHash('sha256').update(text).digest('hex'),
        },
      },
      config: {
        documentMode: 'string',
        enumsAsTypes: true,
        useTypeImports: true,
        strictScalars: true,
        pureMagicComment: true,
        scalars: {
          DateTime: 'string',
          Cursor: 'string',
          Ref: 'string',
          JSON: 'unknown',
          BigInt: 'number',
        },
      },
    },
  },
};

export default config;
