import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { Clock } from '../clock.ts'
import { startDiscovery } from './discover.ts'

const silent = { info: () => {}, debug: () => {} }
const ending: (() => void)[] = []
afterEach(() => {
  for (const end of ending.splice(0)) end()
})

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ending.push(() => server.close().closeAllConnections())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A clock that the test turns, with the timers that are set on it. */
function createHandClock() {
  let time = 0
  const timers = new Set<{ at: number; callback: () => void }>()
  const clock: Clock = {
    now: () => time,
    after(ms, callback) {
      const timer = { at: time + ms, callback }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
  }
  const turn = (ms: number) => {
    time += ms
    for (const timer of timers) if (timer.at <= time) timer.callback()
  }
  return { clock, turn, timers }
}

function discover(url: string) {
  const hand = createHandClock()
  const servers = [{ provider: 'ollama', title: 'Ollama', url: 'http://127.0.0.1:1' }]
  const discovery = startDiscovery({ clock: hand.clock, log: silent, baseUrl: () => url, servers })
  ending.push(discovery.stop)
  return { ...hand, discovery }
}

const tags = (...names: string[]): string => JSON.stringify({ models: names.map((name) => ({ name })) })

test('a change is told once, and what was just seen is not asked again', async () => {
  const state = { answer: tags('llama3'), asked: 0 }
  const url = await serve((request, response) => {
    state.asked += 1
    response.end(request.url === '/api/tags' ? state.answer : '')
  })
  const { discovery, turn, timers } = discover(`${url}/api/`)
  expect(await Promise.all([discovery.refresh(), discovery.refresh()])).toEqual([true, false])
  expect(discovery.models()).toEqual(['llama3'])
  expect(await discovery.refresh()).toBe(false)
  expect(state.asked).toBe(1)

  state.answer = tags('llama3', 'qwen3')
  turn(3_000)
  expect(await discovery.refresh()).toBe(true)
  expect(discovery.models()).toEqual(['llama3', 'qwen3'])
  expect(timers.size).toBe(0)
})

test('a server that takes too long counts as absent, or as it was: only one that is gone is gone', async () => {
  const state = { isBusy: true, asked: () => {} }
  const server = createServer((_request, response) => {
    if (!state.isBusy) response.end(tags('llama3'))
    state.asked()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const stop = () => server.close().closeAllConnections()
  ending.push(stop)
  const { discovery, turn } = discover(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)

  const lookInVain = async () => {
    const asked = new Promise<void>((resolve) => {
      state.asked = resolve
    })
    const looking = discovery.refresh()
    await asked
    turn(3_000)
    return looking
  }
  expect(await lookInVain()).toBe(false)
  expect(discovery.models()).toBeNull()

  turn(3_000)
  state.isBusy = false
  expect(await discovery.refresh()).toBe(true)
  turn(3_000)
  state.isBusy = true
  expect(await lookInVain()).toBe(false)
  expect(discovery.models()).toEqual(['llama3'])

  turn(3_000)
  stop()
  expect(await discovery.refresh()).toBe(true)
  expect(discovery.models()).toBeNull()
})

test.each<[string, RequestListener]>([
  ['an error', (_request, response) => response.writeHead(500).end('no')],
  ['another program', (_request, response) => response.end('<html>hello</html>')],
  ['JSON of another shape', (_request, response) => response.end('{"models":[{"title":1}]}')],
  ['a redirect', (_request, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
])('%s at the address counts as no Ollama', async (_what, answer) => {
  const { discovery } = discover(await serve(answer))
  await discovery.refresh()
  expect(discovery.models()).toBeNull()
})

const list = (...ids: string[]): string =>
  JSON.stringify({ object: 'list', data: ids.map((id) => ({ id, object: 'model', owned_by: 'me' })) })

test('LM Studio and llama.cpp are found where they listen on this machine', async () => {
  const asked: string[] = []
  const answer: RequestListener = (request, response) => {
    asked.push(request.url ?? '')
    response.end(list('qwen/qwen3-8b', 'text-embedding-nomic'))
  }
  const servers = [
    { provider: 'lmstudio', title: 'LM Studio', url: `${await serve(answer)}/v1` },
    {
      provider: 'llamacpp',
      title: 'llama.cpp',
      url: `${await serve((_, response) => response.end('<html>'))}/v1`,
    },
  ]
  const discovery = startDiscovery({ clock: createHandClock().clock, log: silent, servers })
  ending.push(discovery.stop)
  expect(await discovery.refresh()).toBe(true)
  expect(asked).toEqual(['/v1/models'])
  expect(discovery.models('lmstudio')).toEqual(['qwen/qwen3-8b'])
  expect([discovery.models('llamacpp'), discovery.models(), discovery.models('other')]).toEqual([
    null,
    null,
    null,
  ])
})

/** Where an implementation looks by itself: on this machine alone, and it follows nobody elsewhere. */
async function checkPlaces(start: typeof startDiscovery): Promise<void> {
  const places: string[] = []
  const discovery = start({
    clock: createHandClock().clock,
    log: silent,
    fetch: async (input, init) => {
      places.push(String(input))
      expect(init?.redirect).toBe('error')
      throw new TypeError('fetch failed')
    },
  })
  ending.push(discovery.stop)
  expect(await discovery.refresh()).toBe(false)
  expect(places.toSorted()).toEqual([
    'http://127.0.0.1:11434/api/tags',
    'http://127.0.0.1:1234/v1/models',
    'http://127.0.0.1:8080/v1/models',
  ])
}

test('nothing but three ports of loopback is ever looked at unasked', () => checkPlaces(startDiscovery))

test('a planted look into the network is found out', () =>
  expect(
    checkPlaces((deps) => startDiscovery({ ...deps, baseUrl: () => 'http://192.168.1.20:11434' })),
  ).rejects.toThrow())
