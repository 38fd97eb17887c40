import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sessionEvent, systemEvent } from './run-events.ts'

test('every event is told to those who write clients, with each of its fields', () => {
  const page = readFileSync(new URL('../docs/protocol.md', import.meta.url), 'utf8')
  const rows = page.split('\n').filter((line) => line.startsWith('| `'))
  const missing = [...sessionEvent.options, ...systemEvent.options].flatMap(({ shape }) => {
    const [type] = shape.type.values
    const row = rows.find((line) => line.split('|')[1]?.includes(`\`${type}\``)) ?? ''
    const fields = Object.keys(shape).filter((field) => field !== 'type')
    return row === ''
      ? [type]
      : fields.filter((field) => !row.includes(`\`${field}`)).map((field) => `${type}.${field}`)
  })
  expect(missing).toEqual([])
})
