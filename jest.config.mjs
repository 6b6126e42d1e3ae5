const swc = [
  '@swc/jest',
  {
    sourceMaps: 'inline',
    swcrc: false,
    module: { type: 'es6' },
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
      keepClassNames: true,
    },
  },
];

/** Unit specs sit beside their file, end-to-end specs in test/; both run from source (condition `otai-source`). */
export default {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['otai-source', 'node', 'node-addons'] },
  setupFiles: ['reflect-metadata'],
  testMatch: ['<rootDir>/{src,test}/**/*.spec.ts', '<rootDir>/packages/*/{src,test}/**/*.spec.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/packages/.*/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': swc },
  workerIdleMemoryLimit: '1GB',
  // No test waits for time; those that start processes are slow on a busy machine.
  testTimeout: 60_000,
};
