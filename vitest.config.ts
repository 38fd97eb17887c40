import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The longest first, as they stand here: none of them must be what is left at the end. */
const LONGEST = [
  'server/crash/crash.test.ts',
  'server/crash/',
  'server/privacy.test.ts',
  'server/sandbox.test.ts',
]

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = LONGEST.findIndex((name) => moduleId.includes(`/${name}`))
      return place < 0 ? LONGEST.length : place
    }
    return sorted.toSorted((one, other) => rank(one) - rank(other))
  }
}

export default defineConfig({
  test: {
    include: ['{protocol,db,server,agent,app,cli,testing,scripts,bin}/**/*.test.{ts,tsx}'],
    environment: 'node',
    pool: 'forks',
    // More than the two cores of a small machine: tests of processes and sockets mostly wait.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // The product asks for real files and sockets; a test that leaks one is a failure of its own.
    dangerouslyIgnoreUnhandledErrors: false,
  },
})
