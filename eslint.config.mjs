import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'

export default defineConfig(
  { ignores: ['dist', 'build', 'coverage', 'docs'] },
  {
    files: ['{src,test,tools,bench,examples}/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { project: 'tsconfig.check.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A getter lies on the prototype, a field in every object.
      '@typescript-eslint/class-literal-property-style': 'off',
      // One of two overloads may be internal.
      '@typescript-eslint/unified-signatures': [
        'error',
        { ignoreOverloadsWithDifferentJSDoc: true },
      ],
      '@typescript-eslint/prefer-promise-reject-errors': ['error', { allowThrowingUnknown: true }],
    },
  },
  {
    // The test() of node:test gives a promise that nobody needs to await.
    files: ['{src,test}/**/*.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['test', 'describe', 'it', 'suite'] },
          ],
        },
      ],
    },
  },
)
