import { expect, test } from 'vitest'
import { inspectFile, inspectFolders } from './structure.ts'

const problems = (file: string, text: string) => inspectFile(file, text).map((breach) => breach.problem)

test('a feature of the gateway may not import a value of its neighbour', () => {
  expect(problems('server/runs/queue.ts', "import { send } from '../outbound/deliver.ts'\n")).toHaveLength(1)
  expect(
    problems('server/runs/queue.ts', "import { send } from '#server/outbound/deliver.ts'\n"),
  ).toHaveLength(1)
})

test('types, siblings and the floor of server/ are open to it', () => {
  const text = [
    "import type { Send } from '../outbound/deliver.ts'",
    "import { createJournal } from './journal.ts'",
    "import { systemClock } from '../clock.ts'",
    '',
  ].join('\n')
  expect(problems('server/runs/queue.ts', text)).toEqual([])
  const meeting = "import { createQueue } from '../runs/queue.ts'\n"
  expect(problems('server/composition/answering.ts', meeting)).toEqual([])
  expect(problems('server/hooks/hooks.ts', meeting)).toHaveLength(1)
})

test('long files, many imports and full folders are named', () => {
  expect(problems('agent/run/loop.ts', '\n'.repeat(401))).toHaveLength(1)
  expect(problems('server/main.ts', '\n'.repeat(401))).toHaveLength(1)
  const imports = Array.from({ length: 16 }, (_, n) => `import { a${n} } from './a${n}.ts'\n`).join('')
  expect(problems('agent/run/loop.ts', imports)).toHaveLength(1)
  expect(problems('server/main.ts', imports)).toEqual([])
  expect(problems('agent/loop.test.ts', imports)).toEqual([])
  const files = Array.from({ length: 16 }, (_, n) => `agent/a${n}.ts`)
  expect(inspectFolders(files)).toHaveLength(1)
  expect(inspectFolders(files.map((file) => file.replace('.ts', '.test.ts')))).toEqual([])
})
