import { expect, it } from 'vitest'
import { agentEnvironment } from './environment.ts'
import { findProxy } from './proxy.ts'

const find = (environment: Record<string, string>) => findProxy((name) => environment[name])
const PROXY = 'http://me:pass@proxy.example:3128'
const OWN = 'localhost,.localhost,127.0.0.1,::1,[::1]'

it('K5: a proxy is taken from the environment, never for this machine itself, and not handed on with its password', () => {
  expect(find({ HTTPS_PROXY: PROXY, NO_PROXY: 'intern.example' })).toEqual({
    url: PROXY,
    bypass: `intern.example,${OWN}`,
  })
  expect(find({ https_proxy: PROXY, HTTPS_PROXY: 'http://other.example' })).toEqual({
    url: PROXY,
    bypass: OWN,
  })
  for (const value of ['proxy.example:3128', 'socks5://proxy.example', 'nonsense']) {
    expect(find({ HTTPS_PROXY: value })).toBeUndefined()
  }
  expect(find({ HTTP_PROXY: PROXY })).toBeUndefined()
  const names = { HTTPS_PROXY: PROXY, https_proxy: PROXY, NO_PROXY: 'a', PATH: '/bin' } as const
  expect(agentEnvironment((name) => names[name as keyof typeof names])).toEqual({ PATH: '/bin' })
})
