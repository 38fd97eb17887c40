import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, it, onTestFinished } from 'vitest'
import { createWayIn } from './fixtures/way-in.ts'

const doomed = join(import.meta.dirname, 'fixtures', 'doomed-gateway.ts')

/** Runs a gateway that takes messages in, kills it after so many acknowledgements, and tells all it acknowledged. */
async function killAfter(acknowledgements: number, folder: string): Promise<string[]> {
  const child = spawn(process.execPath, [doomed, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const acknowledged: string[] = []
  const lines = createInterface(child.stdout)
  lines.on('line', (line) => {
    acknowledged.push(line)
    if (acknowledged.length === acknowledgements) child.kill('SIGKILL')
  })
  await Promise.all([once(child, 'exit'), once(lines, 'close')])
  return acknowledged
}

it.each([1, 40])('a kill -9 after %i acknowledgements loses none of them', async (acknowledgements) => {
  const wayIn = createWayIn()
  onTestFinished(wayIn.remove)
  const acknowledged = await killAfter(acknowledgements, wayIn.folder)
  const { handle, runs } = wayIn.boot()
  const stored = handle.raw
    .prepare(
      "select i.event_id from inbox i join runs r on r.id = i.run_id where i.state = 'running' order by i.rowid",
    )
    .pluck()
    .all()
  expect(acknowledged.length).toBeGreaterThanOrEqual(acknowledgements)
  expect(stored.slice(0, acknowledged.length)).toEqual(acknowledged)
  expect(stored.length - acknowledged.length).toBeLessThanOrEqual(1)
  expect(runs()).toHaveLength(stored.length)
})
