import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{protocol,db,server,agent,app,cli,testing,scripts,bin}/**/*.test.{ts,tsx}'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // The product asks for real files and sockets; a test that leaks one is a failure of its own.
    dangerouslyIgnoreUnhandledErrors: false,
  },
})
