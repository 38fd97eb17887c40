import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it, onTestFinished } from 'vitest'
import { isAlive } from './home.ts'

it('takes for running what runs, and not what ended under a parent that never looks', async () => {
  // What bash begins before it becomes another program has that one as its parent.
  const careless = spawn('bash', ['-c', 'sleep 300 & echo $!; exec sleep 300'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void careless.kill('SIGKILL'))
  const [printed] = (await once(careless.stdout, 'data')) as [Buffer]
  const pid = Number(printed)
  expect(isAlive(pid)).toBe(true)
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => isAlive(pid)).toBe(false)
  const gone = once(careless, 'exit')
  careless.kill('SIGKILL')
  await gone
  expect(isAlive(careless.pid ?? 0)).toBe(false)
})
