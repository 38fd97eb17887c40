import { globSync, readFileSync } from 'node:fs'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The longest first, as they stand here: none of them must be what is left at the end. */
const LONGEST = [
  'server/crash/crash.test.ts',
  'server/crash/',
  'server/stories/privacy.test.ts',
  'server/stories/sandbox.test.ts',
]

const TESTS = '{protocol,db,server,agent,app,cli,testing,scripts,bin}/**/*.test.{ts,tsx}'
/** What belongs to the whole process, or outlives the test that began it. */
const OWN_PROCESS =
  /child_process|worker_threads|process\.(?!cwd|platform|getuid|threadCpuUsage)|\/proc\/|setFlagsFromString|globalThis\.(?!AI_SDK)|setProxy|\bvi\.|systemClock|HurriedClock|makeBundles|buildGateway|startGateway|openHouse|startAgent|createHome|hasEngine/
/** The other files take turns in a few processes, where each module is loaded once: a process costs more than most of them. */
const shared = globSync(TESTS, { cwd: import.meta.dirname }).filter(
  (file) => !OWN_PROCESS.test(readFileSync(`${import.meta.dirname}/${file}`, 'utf8')),
)

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
    projects: [
      {
        extends: true,
        test: { name: 'apart', include: [TESTS], exclude: ['**/node_modules/**', ...shared] },
      },
      { extends: true, test: { name: 'together', include: shared, isolate: false } },
    ],
    environment: 'node',
    globalSetup: './scripts/test/memory-folder.ts',
    pool: 'forks',
    // More than the two cores of a small machine: tests of processes and sockets mostly wait.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // Guards against what never ends. A busy machine is no failure: how fast things are is measured in bench/.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    // The product asks for real files and sockets; a test that leaks one is a failure of its own.
    dangerouslyIgnoreUnhandledErrors: false,
  },
})
