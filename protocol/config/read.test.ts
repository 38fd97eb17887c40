import { describe, expect, it } from 'vitest'
import { channelAccounts } from '#protocol/config.ts'
import { findAgent, listAgents } from './agents.ts'
import { readConfig } from './read.ts'

const nothing = () => undefined
const environment: Record<string, string> = {
  ANTHROPIC_API_KEY: 'sk-ant-0123456789',
  TELEGRAM_BOT_TOKEN: '12345:telegram-token',
}
const lookup = (name: string) => environment[name]

const DESIGN_EXAMPLE = `{
  "gateway": { "port": 18789, "tailscale": { "mode": "off" } },
  "models":  { "main": "claude-3-5-sonnet", "fallback": "gpt-4o", "local": "ollama:llama3" },
  "providers": { "anthropic": { "apiKey": "\${ANTHROPIC_API_KEY}" }, "openai": {}, "ollama": { "baseUrl": "http://127.0.0.1:11434" } },
  "agents":  { "instances": 1, "defaults": { "sandbox": { "mode": "non-main" } } },
  "tools":   { "exec": { "mode": "ask", "allow": ["git status", "npm test"] } },   // mode: ask | allow | deny
  "channels": { "telegram": { "token": "\${TELEGRAM_BOT_TOKEN}" } }                 // or accounts: { "<id>": { … } }
}`

const FIRST_EXAMPLE = `// openclaw.json 配置示例
{
  "models": {
    "main": "claude-3-5-sonnet",
    "fallback": "gpt-4o",
    "local": "ollama:llama3"
  },
  "providers": {
    "anthropic": {},
    "openai": {},
    "ollama": {}
  }
}`

const SANDBOX_EXAMPLE = `// 沙箱配置
{ "agents": { "defaults": { "sandbox": { "mode": "non-main" } } } }`

describe('a good configuration', () => {
  it('loads the documented example as it stands, comments and all', () => {
    const loaded = readConfig(DESIGN_EXAMPLE, lookup)
    expect(loaded).toMatchObject({ ok: true, problems: [] })
    expect(loaded.config.providers.anthropic?.apiKey).toBe('sk-ant-0123456789')
    expect(loaded.config.tools.exec.allow).toEqual(['git status', 'npm test'])
    expect(channelAccounts(loaded.config, 'telegram')).toEqual({ default: { token: '12345:telegram-token' } })
    expect(loaded.secrets).toEqual(expect.arrayContaining(['sk-ant-0123456789', '12345:telegram-token']))
  })

  it.each([FIRST_EXAMPLE, SANDBOX_EXAMPLE, '{}', '', '// nothing yet\n', '\uFEFF{}'])('loads %j', (text) => {
    expect(readConfig(text, nothing)).toMatchObject({ ok: true, problems: [] })
  })

  it('warns of a missing variable by name and leaves only that setting out', () => {
    const loaded = readConfig(DESIGN_EXAMPLE, nothing)
    expect(loaded.ok).toBe(true)
    expect(loaded.problems).toEqual([
      'providers.anthropic.apiKey asks for ${ANTHROPIC_API_KEY}, but ANTHROPIC_API_KEY is not set.',
      'channels.telegram.token asks for ${TELEGRAM_BOT_TOKEN}, but TELEGRAM_BOT_TOKEN is not set.',
    ])
    expect(loaded.config.providers.anthropic).toEqual({})
    expect(channelAccounts(loaded.config, 'telegram')).toEqual({})
  })

  it('keeps $${NAME} as the text ${NAME}', () => {
    expect(readConfig('{"models":{"main":"a-$${HOME}"}}', lookup).config.models.main).toBe('a-${HOME}')
  })

  it('keeps unknown keys, warns of them and suggests the nearest known one', () => {
    const loaded = readConfig(
      '{"gatway":{"port":1},"tools":{"exec":{"modes":"deny"}},"$schema":"x"}',
      nothing,
    )
    expect(loaded.ok).toBe(true)
    expect(loaded.problems).toEqual([
      'gatway is not a setting of this version; it is kept and has no effect. Did you mean gateway?',
      'tools.exec.modes is not a setting of this version; it is kept and has no effect. Did you mean tools.exec.mode?',
    ])
    expect(loaded.config).toMatchObject({ gatway: { port: 1 } })
  })

  it('names the assistants, main first and always; nothing of JavaScript is one', () => {
    expect(listAgents(readConfig('{}', nothing).config)).toEqual([{ id: 'main' }])
    const list = { research: { name: ' Research ', model: 'local' }, main: { instructions: 'Be brief.' } }
    const { config, problems } = readConfig(JSON.stringify({ agents: { list } }), nothing)
    expect(problems).toEqual([])
    expect(listAgents(config)).toEqual([
      { id: 'main', instructions: 'Be brief.' },
      { id: 'research', name: 'Research', model: 'local' },
    ])
    expect(['main', 'constructor', 'tostring', ''].map((id) => findAgent(config, id)?.id)).toEqual([
      'main',
      undefined,
      undefined,
      undefined,
    ])
  })

  it('takes no assistant for a secret, whatever it is called', () => {
    const text = '{"agents":{"list":{"secretary":{"model":"openai:gpt-4o"}}}}'
    expect(readConfig(text, nothing).secrets).toEqual([])
  })

  it('warns of a key that is written twice', () => {
    const loaded = readConfig('{"models":{"main":"a"},"models":{"main":"b"}}', nothing)
    expect(loaded.problems).toEqual(['models is written twice; the last one counts.'])
    expect(loaded.config.models.main).toBe('b')
  })
})

describe('J9: a bad configuration', () => {
  it.each([
    ['{\n  "models": {\n    "main": "a"\n    "local": "b"\n  }\n}', 'line 4, column 5: a comma is missing'],
    ['{ "models": ', 'line 1, column'],
    ["{ 'models': {} }", 'line 1, column 3'],
    ['{ "models": {} } }', 'line 1, column 18: nothing more was expected here'],
    ['[1, 2]', 'line 1, column 1: the file must be one object'],
    ['{ "a": "open\n}', 'line 1, column 8: a text that does not end'],
  ])('names line and column of the mistake in %j, and the defaults are in force', (text, problem) => {
    const loaded = readConfig(text, nothing)
    expect(loaded.ok).toBe(false)
    expect(loaded.problems[0]).toContain(problem)
    expect(loaded.config).toEqual(readConfig('{}', nothing).config)
  })

  it.each([
    ['{"gateway":{"port":"80"}}', 'gateway.port is "80"; expected a number.'],
    ['{"gateway":{"port":70000}}', 'gateway.port is 70000; expected 65535 or less.'],
    ['{"gateway":{"port":1.5}}', 'gateway.port is 1.5; expected a whole number.'],
    ['{"gateway":[]}', 'gateway is []; expected an object, { … }.'],
    [
      '{"tools":{"exec":{"mode":"maybe"}}}',
      'tools.exec.mode is "maybe"; expected one of "ask", "allow", "deny".',
    ],
    ['{"tools":{"exec":{"allow":["git status",5]}}}', 'tools.exec.allow[1] is 5; expected a text.'],
    ['{"models":{"fallback":7}}', 'models.fallback is 7; expected a text or a list, [ … ].'],
    ['{"models":{"main":""}}', 'models.main is ""; expected a text that is not empty.'],
    [
      '{"providers":{"ollama":{"baseUrl":"localhost"}}}',
      'providers.ollama.baseUrl is "localhost"; expected an address',
    ],
    ['{"agents":{"instances":0}}', 'agents.instances is 0; expected 1 or more.'],
    ['{"channels":null}', 'channels is null; expected an object, { … }.'],
    [
      '{"agents":{"list":{"a:main":{}}}}',
      'agents.list.a:main is "a:main"; expected an id of small letters, digits and dashes, 32 at most, such as "research". It is left out.',
    ],
    ['{"agents":{"list":{"a":{"model":7}}}}', 'agents.list.a.model is 7; expected a text.'],
    [
      `{"agents":{"list":{"a":{"instructions":"${'x'.repeat(4_001)}"}}}}`,
      'expected a text of 4000 characters or less.',
    ],
  ])('%s names path, value and what was expected', (text, problem) => {
    const loaded = readConfig(text, nothing)
    expect(loaded.ok).toBe(false)
    expect(loaded.problems.join('\n')).toContain(problem)
  })

  it('leaves out what is wrong and keeps the rest', () => {
    const loaded = readConfig(
      '{"gateway":{"port":"x"},"tools":{"exec":{"mode":"deny","allow":[1,"ls",2]}}}',
      nothing,
    )
    expect(loaded.config.gateway.port).toBe(18789)
    expect(loaded.config.tools.exec).toEqual({ mode: 'deny', allow: ['ls'] })
  })

  it('never shows a secret', () => {
    const text =
      '{"providers":{"lab":{"apiKey":12345678,"headers":"Bearer abcdefgh","baseUrl":"${ANTHROPIC_API_KEY}"}}}'
    const shown = readConfig(text, lookup).problems.join('\n')
    expect(shown).toContain('providers.lab.apiKey')
    expect(shown).not.toMatch(/12345678|abcdefgh|sk-ant/)
  })
})
