import { describe, expect, it } from 'vitest'
import { hasEngine } from '#testing/container-engine.ts'
import { createManualClock } from '#testing/manual-clock.ts'
import { systemClock } from '../clock.ts'
import { removeLeftovers } from './engine/leftovers.ts'
import { useBoxes } from './fixtures/engine.ts'
import { getFile, putFile } from './line/files.ts'

const HOUR = 3_600_000

describe.skipIf(!hasEngine)('boxes', () => {
  const { open, docker } = useBoxes()

  it('gives the waiting container to the next conversation, and makes another one', async () => {
    const house = await open({ settings: { spare: true } })
    await house.boxes.warm()
    const [spare] = await house.containers()
    const box = await house.open('first')
    expect(box.id).toBe(spare?.Id)
    expect(await house.shell('first', 'echo hello > a; cat a')).toBe('hello\n')
    await house.boxes.warm()
    expect(await house.containers()).toHaveLength(2)
    await house.boxes.close()
    expect(await house.containers()).toEqual([])
    // The files of the conversation stay, those of the spare had none.
    expect(await house.volumes()).toHaveLength(1)
  })

  it('stops an idle box after a day, starts it again with its files, and removes it after a week', async () => {
    const manual = createManualClock()
    // Only the long times are turned by hand: what waits for the engine waits in real time.
    const clock = {
      now: manual.now,
      after: (ms: number, callback: () => void) =>
        ms >= 60_000 ? manual.after(ms, callback) : systemClock.after(ms, callback),
    }
    const house = await open({ clock })
    await house.call('a', 'write', { path: 'kept.txt', content: 'kept' })
    const { id } = await house.open('a')
    const state = async () => (await house.containers()).map((container) => container.State)
    manual.advance(23 * HOUR)
    expect(await state()).toEqual(['running'])
    manual.advance(2 * HOUR)
    await expect.poll(state).toEqual(['exited'])
    expect(await house.call('a', 'read', { path: 'kept.txt' })).toMatchObject({ content: 'kept' })
    expect((await house.open('a')).id).toBe(id)
    manual.advance(8 * 24 * HOUR)
    await expect.poll(state).toEqual([])
    expect(await house.call('a', 'read', { path: 'kept.txt' })).toMatchObject({ content: 'kept' })
  })

  it('G10: finds what a dead agent or gateway left behind, and leaves what lives', async () => {
    const house = await open()
    const [dead, other] = [await house.open('dead'), await house.open('other')]
    expect(dead.gone()).toBeUndefined()
    const settings = { ...house.settings, instance: 'new', volumes: [other.spec.volume] }
    expect(await removeLeftovers(docker(), { ...settings, living: ['test'] })).toBe(0)
    expect(await removeLeftovers(docker(), settings)).toBe(3)
    expect(await house.containers()).toEqual([])
    expect((await house.volumes()).map(({ Name }) => Name)).toEqual([other.spec.volume])
  })

  it('G10: a box ends by itself when its agent is gone', async () => {
    const house = await open()
    const box = await house.open('a')
    const container = docker().getContainer(box.id)
    // What the kernel does with the line of a process that was killed.
    box.client.close('killed')
    const stopped = container.wait()
    await house.boxes.recreate('nobody', [])
    box.hangUp()
    expect((await stopped).StatusCode).toBe(0)
  })

  it('G8: a box that fills its disk is stopped within two seconds, and does not start again full', async () => {
    const house = await open()
    await house.open('a')
    const begun = performance.now()
    const fill = house.shell('a', 'for i in 1 2 3 4; do head -c 16M /dev/urandom > $i; done; sleep 20')
    await expect(fill).rejects.toThrow('its files take more than the 32 MB they may')
    // The two seconds are those of the watch, by its own clock: here it is stopped long before its command ends.
    expect(performance.now() - begun).toBeLessThan(15_000)
    await expect(house.open('a')).rejects.toThrow('sandbox recreate --files')
    await house.boxes.recreate('a', [house.plan('a').volume ?? ''])
    expect(await house.shell('a', 'ls')).toBe('')
  })

  it('G8: no box starts where the disk of the machine is nearly full', async () => {
    const house = await open({ settings: { freeDiskMb: 1_000_000_000 } })
    await expect(house.open('a')).rejects.toThrow('nearly full')
  })

  it('takes files in and gives them out, whole, inside the workspace and inside the limit', async () => {
    const house = await open()
    const { client } = await house.open('a')
    const bytes = Buffer.alloc(1_000_000, 'abc')
    await putFile(client, 'attachments/photo.jpg', bytes)
    expect((await getFile(client, 'attachments/photo.jpg', 2_000_000)).equals(bytes)).toBe(true)
    await putFile(client, 'empty', Buffer.alloc(0))
    expect(await getFile(client, 'empty', 10)).toHaveLength(0)
    await expect(getFile(client, 'attachments/photo.jpg', 1_000)).rejects.toThrow('larger than')
    await expect(getFile(client, '/etc/passwd', 10_000)).rejects.toThrow('outside')
    await house.shell('a', 'mkfifo pipe; ln -s /etc/passwd link')
    await expect(getFile(client, 'pipe', 10)).rejects.toThrow('not a regular file')
    await expect(getFile(client, 'link', 10_000)).rejects.toThrow('leads out')
  })

  it('changes a box as soon as its settings change, and keeps its files', async () => {
    const house = await open()
    await house.call('a', 'write', { path: 'a.txt', content: 'a' })
    const before = await house.open('a')
    const limits = { ...house.settings.limits, processes: 32 }
    const after = await house.open('a', { limits })
    expect(after.id).not.toBe(before.id)
    expect(before.gone()).toContain('settings')
    expect(after.spec.volume).toBe(before.spec.volume)
  })
})
