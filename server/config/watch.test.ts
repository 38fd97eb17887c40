import { mkdtempSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { SystemEvent } from '#protocol/run-events.ts'
import { systemClock } from '../clock.ts'
import { createEvents } from '../events.ts'
import { createLog } from '../log.ts'
import { openHistory } from './history.ts'
import { loadConfig } from './load.ts'
import { type ConfigWatch, startConfigWatch } from './watch.ts'

let watch: ConfigWatch | undefined
afterEach(() => watch?.stop())

function watchFile(text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'openclaw-watch-'))
  const file = join(folder, 'openclaw.json')
  writeFileSync(file, text)
  const events = createEvents()
  const lookup = () => undefined
  const log = createLog({ file: join(folder, 'log'), level: 'silent' })
  const history = openHistory({ file: join(folder, 'versions.json'), clock: systemClock, log })
  history.record(text)
  watch = startConfigWatch({
    file,
    first: loadConfig(file, lookup),
    lookup,
    history,
    clock: systemClock,
    events,
    log,
    onChange: () => undefined,
  })
  const nextChange = () =>
    new Promise<SystemEvent>((resolve) => {
      const unsubscribe = events.subscribe((_, event) => {
        unsubscribe()
        resolve(event as SystemEvent)
      })
    })
  return { file, watch, nextChange }
}

describe('J9: an edit while the gateway runs', () => {
  it('is in force at once where it is good, also when the editor replaces the file', async () => {
    const { file, watch, nextChange } = watchFile('{"models":{"main":"a:1"}}')
    const change = nextChange()
    writeFileSync(`${file}.tmp`, '{"models":{"main":"b:2"}}')
    renameSync(`${file}.tmp`, file)
    expect(await change).toEqual({ type: 'config-change', ok: true, problems: [] })
    expect(watch.current().config.models.main).toBe('b:2')
  })

  it('keeps the last good configuration where it is bad, says so, and recovers', async () => {
    const { file, watch, nextChange } = watchFile('{"tools":{"exec":{"mode":"deny"}}}')
    const bad = nextChange()
    writeFileSync(file, '{"tools":{"exec":{"mode":"denny"}}}')
    expect(await bad).toMatchObject({
      ok: false,
      problems: [
        expect.stringMatching(/^tools\.exec\.mode (?!.*default is used)/),
        expect.stringMatching(/^The file is not in force .* configuration, of \d{4}-.* stays in force\.$/),
      ],
    })
    expect(watch.current()).toMatchObject({ ok: false, config: { tools: { exec: { mode: 'deny' } } } })

    const good = nextChange()
    writeFileSync(file, '{"tools":{"exec":{"mode":"ask"}}}')
    expect(await good).toMatchObject({ ok: true, problems: [] })
    expect(watch.current().config.tools.exec.mode).toBe('ask')
  })
})
