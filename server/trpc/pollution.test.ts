import { expect, test } from 'vitest'
import { OWNER_SCOPES } from '#protocol/access/principal.ts'
import { editConfig } from '#protocol/config/edit.ts'
import { parseJsonc } from '#protocol/config/parse.ts'
import { readConfig } from '#protocol/config/read.ts'
import { parseFrame } from '../gateway/parse.ts'
import { createCall } from './call.ts'
import type { Features } from './features.ts'
import { appRouter } from './router.ts'

const OWN = '{"polluted":true,"mode":"allow","scopes":["admin"]}'
/** Ways to name what all objects share, as a text that a parser of JSON takes. */
const TEXTS = [
  `{"__proto__":${OWN}}`,
  `{"constructor":{"prototype":${OWN}}}`,
  `{"a":{"__proto__":${OWN}},"channels":{"__proto__":${OWN}}}`,
  `{"\\u005f_proto__":${OWN}}`,
  `[{"__proto__":${OWN}}]`,
  `{"__proto__":{"__proto__":${OWN}}}`,
  `{"providers":{"__proto__":{"apiKey":"x","polluted":true}}}`,
]

/** What every object would have after it, if one of them had its way. */
async function listPolluted(takeIn: (text: string) => unknown): Promise<string[]> {
  const shared = [Object.prototype, Array.prototype, Function.prototype]
  const before = shared.map((one) => Object.getOwnPropertyNames(one))
  const found: string[] = []
  for (const text of TEXTS) {
    await Promise.resolve(text)
      .then(takeIn)
      .catch(() => undefined)
    for (const [index, one] of shared.entries()) {
      for (const name of Object.getOwnPropertyNames(one)) {
        if (before[index]?.includes(name)) continue
        found.push(`${text} ${name}`)
        Reflect.deleteProperty(one, name)
      }
    }
  }
  return found
}

const idle = new Proxy({}, { get: () => () => ({}) })
const features = new Proxy({}, { get: () => idle }) as unknown as Features

/** Every door by which an object comes in. */
async function takeIn(text: string): Promise<void> {
  const params: unknown = JSON.parse(text)
  const call = createCall(features)
  const principal = { role: 'owner' as const, scopes: [...OWNER_SCOPES], credentialId: 'x' }
  for (const method of Object.keys(appRouter._def.procedures)) {
    const asked = {
      method,
      params,
      principal,
      credentialKind: 'browser' as const,
      fromAgent: async () => false,
    }
    await call({ ...asked, signal: AbortSignal.timeout(1_000) }).catch(() => undefined)
  }
  parseFrame(`{"type":"request","id":"1","method":"x","params":${text}}`, 64)
  parseJsonc(text)
  readConfig(text, () => undefined)
  editConfig('{}', ['__proto__', 'polluted'], true)
  Object.fromEntries(new URLSearchParams('__proto__[polluted]=1&constructor.prototype.polluted=1'))
}

test('E9: nothing that comes in reaches what all objects share', async () => {
  expect(await listPolluted(takeIn)).toEqual([])
})

test('E9, planted: a careless merge does', async () => {
  const merge = (target: Record<string, unknown>, source: object): void => {
    for (const [name, value] of Object.entries(source)) {
      if (typeof value !== 'object' || value === null) target[name] = value
      else {
        target[name] ??= {}
        merge(target[name] as Record<string, unknown>, value)
      }
    }
  }
  expect((await listPolluted((text) => merge({}, JSON.parse(text)))).length).toBeGreaterThan(3)
})
