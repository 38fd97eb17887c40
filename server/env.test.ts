import { homedir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createEnv } from './env.ts'

describe('the environment', () => {
  it('has defaults for everything', () => {
    const env = createEnv({})
    expect(env).toMatchObject({
      home: join(homedir(), '.openclaw'),
      port: undefined,
      logLevel: 'info',
      secrets: [],
    })
  })

  it('reads home, port and level', () => {
    const env = createEnv({
      OPENCLAW_HOME: '/data/claw',
      OPENCLAW_GATEWAY_PORT: '19001',
      OPENCLAW_LOG_LEVEL: 'WARN',
    })
    expect(env).toMatchObject({ home: '/data/claw', port: 19001, logLevel: 'warn' })
    expect(createEnv({ OPENCLAW_HOME: '~/claw' }).home).toBe(join(homedir(), 'claw'))
  })

  it.each([
    [
      { OPENCLAW_GATEWAY_PORT: '0' },
      'OPENCLAW_GATEWAY_PORT is "0"; expected a whole number from 1 to 65535.',
    ],
    [{ OPENCLAW_GATEWAY_PORT: '70000' }, 'OPENCLAW_GATEWAY_PORT is "70000"'],
    [{ OPENCLAW_GATEWAY_PORT: '80a' }, 'OPENCLAW_GATEWAY_PORT is "80a"'],
    [
      { OPENCLAW_LOG_LEVEL: 'loud' },
      'OPENCLAW_LOG_LEVEL is "loud"; expected one of debug, info, warn, error, silent.',
    ],
    [{ OPENCLAW_HOME: 'claw' }, 'OPENCLAW_HOME is "claw"; expected an absolute path'],
  ])('refuses %j by name', (source, message) => {
    expect(() => createEnv(source)).toThrow(message)
  })

  it('takes an empty variable for a missing one and collects vendor keys for redaction', () => {
    const env = createEnv({
      OPENAI_API_KEY: ' ',
      GEMINI_API_KEY: 'gem-1234567',
      OPENCLAW_GATEWAY_PORT: '',
      GITHUB_TOKEN: 'ghp-of-the-shell',
      KEYBOARD: 'not-a-secret',
      HTTPS_PROXY: 'http://me:of-the-proxy@proxy.example:3128',
    })
    expect(env.lookup('OPENAI_API_KEY')).toBeUndefined()
    expect(env.secrets).toEqual(['gem-1234567', 'ghp-of-the-shell', 'of-the-proxy'])
    expect(env.port).toBeUndefined()
  })
})
