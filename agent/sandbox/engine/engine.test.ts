import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { SandboxState } from '#protocol/sandbox/sandbox.ts'
import { createManualClock } from '#testing/manual-clock.ts'
import { systemClock } from '../../clock.ts'
import { startFakeEngine, VERSION } from '../fixtures/fake-engine.ts'
import { IMAGE_LABEL } from '../image/identity.ts'
import { createEngine } from './engine.ts'

const folder = mkdtempSync(join(tmpdir(), 'openclaw-engine-'))
const closing: (() => void)[] = []
let count = 0
const newSocket = () => join(folder, `${++count}.sock`)
const image = { name: 'openclaw-sandbox:x', hash: 'x' }

afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** The socket of an engine that answers as it is told. */
async function engineThatSays(
  answers: Record<string, unknown>,
  onCall?: (path: string) => void,
): Promise<string> {
  const socket = newSocket()
  const engine = await startFakeEngine(socket, answers, onCall)
  closing.push(engine.stop)
  return socket
}

const IMAGE_PATH = '/images/openclaw-sandbox%3Ax/json'

describe('G11: the engine', () => {
  it.each<[string, { answers: Record<string, unknown>; state: SandboxState['state']; fix: RegExp }]>([
    [
      'too old',
      {
        answers: { '/version': { ...VERSION, Version: '18.09', ApiVersion: '1.39' } },
        state: 'old-engine',
        fix: /20\.10/,
      },
    ],
    [
      'of another system',
      { answers: { '/version': { ...VERSION, Os: 'windows' } }, state: 'old-engine', fix: /20\.10/ },
    ],
    [
      'without the image',
      { answers: { '/version': VERSION }, state: 'no-image', fix: /openclaw sandbox build/ },
    ],
    [
      'with another image under that name (G15)',
      {
        answers: { '/version': VERSION, [IMAGE_PATH]: { Id: 'sha256:1', Config: { Labels: null } } },
        state: 'no-image',
        fix: /openclaw sandbox build/,
      },
    ],
    ['that talks nonsense', { answers: { '/version': 'hello' }, state: 'no-answer', fix: /restart docker/ }],
  ])('%s is told from one that works', async (_name, { answers, state, fix }) => {
    const found = await createEngine({
      socket: await engineThatSays(answers),
      image: () => image,
      clock: systemClock,
    }).check()
    expect(found).toMatchObject({ state, imageId: null })
    expect(found.problem).toMatch(/\.$/)
    expect(found.fix).toMatch(fix)
  })

  it('that takes the call and never answers is given up after five seconds', async () => {
    const clock = createManualClock()
    const asked = Promise.withResolvers<void>()
    const socket = await engineThatSays({ '/version': 'never' }, () => asked.resolve())
    const found = createEngine({ socket, image: () => image, clock }).check()
    await asked.promise
    clock.advance(5_000)
    expect(await found).toMatchObject({
      state: 'no-answer',
      problem: 'Docker does not answer as it should.',
      fix: expect.stringContaining('systemctl restart docker'),
    })
  })

  it('that does not know the runtime which is asked for is not used with another one', async () => {
    const answers = {
      '/version': VERSION,
      '/info': { Runtimes: { runc: {} } },
      [IMAGE_PATH]: { Id: 'sha256:1', Config: { Labels: { [IMAGE_LABEL]: 'x' } } },
    }
    const socket = await engineThatSays(answers)
    const check = (runtime: string) =>
      createEngine({ socket, runtime: () => runtime, image: () => image, clock: systemClock }).check()
    expect(await check('runsc')).toMatchObject({
      state: 'no-runtime',
      problem: 'Docker knows no container runtime named runsc.',
      imageId: null,
    })
    expect(await check('runc')).toMatchObject({ state: 'ready' })
  })

  it('is not asked for an image that this installation has not the files for', async () => {
    const image = () => {
      throw new Error('ENOENT')
    }
    const found = await createEngine({ socket: await engineThatSays({}), image, clock: systemClock }).check()
    expect(found).toMatchObject({ state: 'no-image', image: null, fix: 'Install OpenClaw again.' })
  })

  it('that is not there is missed, and one that works is known', async () => {
    const missing = await createEngine({
      socket: join(folder, 'none'),
      image: () => image,
      clock: systemClock,
    }).check()
    expect(missing).toMatchObject({ state: 'no-engine', problem: 'Docker is not running on this machine.' })
    const labels = { [IMAGE_LABEL]: 'x' }
    const socket = await engineThatSays({
      '/version': VERSION,
      [IMAGE_PATH]: { Id: 'sha256:1', Config: { Labels: labels } },
    })
    expect(await createEngine({ socket, image: () => image, clock: systemClock }).check()).toMatchObject({
      state: 'ready',
      engine: '28.0.0',
      imageId: 'sha256:1',
    })
  })
})

process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
