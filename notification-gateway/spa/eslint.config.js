import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** What may be imported from where, each with what to do instead. */
const walls = [
  {
    files: ['src/model/**'],
    patterns: [
      { group: ['react', 'react-*', '@mantine/*', '@tanstack/*', '@/app/*', '@/components/*', '@/features/*', '@/live/*'], message: 'The model folds events and knows no page. Give it what it needs as an argument.' },
    ],
  },
  {
    files: ['src/live/**'],
    patterns: [{ group: ['@mantine/*', '@/app/*', '@/components/*', '@/features/*'], message: 'The connection serves every feature and knows none. Let the feature subscribe.' }],
  },
  {
    files: ['src/components/**', 'src/api/**'],
    patterns: [{ group: ['@/features/*', '@/app/*'], message: 'What all features share knows none of them. Pass it as a property.' }],
  },
];

export default tseslint.config(
  { ignores: ['dist', 'src/generated', 'node_modules'] },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  reactHooks.configs.flat.recommended,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['*.js', '*.cjs', 'scripts/*.js'] }, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true }],
      // It tells what React's compiler leaves alone; there is none here.
      'react-hooks/incompatible-library': 'off',
      'no-restricted-syntax': ['error', { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: 'What users wrote is never markup. Show it as text.' }],
    },
  },
  ...walls.map(({ files, patterns }) => ({ files, rules: { 'no-restricted-imports': ['error', { patterns }] } })),
  { files: ['**/*.js', '**/*.cjs'], ...tseslint.configs.disableTypeChecked },
);
