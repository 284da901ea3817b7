import js from '@eslint/js';
import hooks from 'eslint-plugin-react-hooks';
import ts from 'typescript-eslint';

/**
 * Who may import whom: routes > features > components > lib > api; features never each other.
 * Cycles inside a zone are found by src/architecture.test.ts.
 */
const zone = (files, regex, message) => ({
  files: [`src/${files}/**`],
  rules: { 'no-restricted-imports': ['error', { patterns: [{ regex, message }] }] },
});

export default ts.config(
  { ignores: ['dist', 'src/api/generated', 'node_modules'] },
  js.configs.recommended,
  ...ts.configs.strict,
  hooks.configs.flat['recommended-latest'],
  {
    rules: {
      'no-duplicate-imports': 'error',
      'max-lines': ['error', { max: 320 }],
      'max-lines-per-function': ['error', { max: 90, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 20],
      'no-restricted-globals': ['error', { name: 'fetch', message: 'Only api/client.ts fetches.' }],
      '@typescript-eslint/no-invalid-void-type': 'off',
    },
  },
  zone('api', '^\\.\\./', 'api knows nobody.'),
  zone('lib', '^\\.\\./(components|features|routes)/', 'lib knows api only.'),
  zone('components', '^\\.\\./(features|routes)/', 'components know lib and api only.'),
  zone(
    'features',
    '^\\.\\./(?!\\.\\./)|^\\.\\./\\.\\./routes/',
    'features know neither routes nor each other.',
  ),
  { files: ['src/api/client.ts'], rules: { 'no-restricted-globals': 'off' } },
  {
    files: ['**/*.test.{ts,tsx}', 'e2e/**', 'mock/**'],
    rules: { 'max-lines-per-function': 'off', 'no-restricted-globals': 'off' },
  },
  {
    files: ['**/*.mjs', '*.js', 'public/**'],
    languageOptions: {
      globals: {
        console: 'readonly',
        document: 'readonly',
        localStorage: 'readonly',
        process: 'readonly',
        URL: 'readonly',
        window: 'readonly',
      },
    },
  },
);
