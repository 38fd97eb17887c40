import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { run } from '../fixtures/run.ts'
import { renderUnit } from './unit.ts'

let home: string
let environment: Record<string, string>
const calls = (): string => readFileSync(join(home, 'calls'), 'utf8')

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'openclaw-service-'))
  const bin = join(home, 'bin')
  mkdirSync(bin)
  writeFileSync(
    join(bin, 'systemctl'),
    `#!/bin/sh\nprintf '%s\\n' "$*" >> "${home}/calls"\n[ "$2" = is-active ] && echo active\nexit 0\n`,
  )
  chmodSync(join(bin, 'systemctl'), 0o755)
  environment = {
    PATH: `${bin}:/usr/bin:/bin`,
    OPENCLAW_HOME: join(home, 'claw'),
    XDG_CONFIG_HOME: join(home, 'config'),
    ANTHROPIC_API_KEY: 'sk-ant-secret',
  }
})

describe.runIf(process.platform === 'linux')('the service', () => {
  it('is a unit that names the right Node, restarts after a crash and not after exit code 78', async () => {
    const installed = await run(['gateway', 'install'], environment)
    expect(installed).toMatchObject({ code: 0 })
    const unit = readFileSync(installed.out.trim(), 'utf8')
    expect(installed.out.trim()).toBe(join(home, 'config/systemd/user/openclaw.service'))
    expect(unit).toContain(`ExecStart="${process.execPath}" "`)
    expect(unit).toContain('dist/gateway.js"')
    expect(unit).toContain(`Environment="OPENCLAW_HOME=${home}/claw"`)
    expect(unit).toMatch(/^Restart=on-failure$/m)
    expect(unit).toMatch(/^RestartPreventExitStatus=78$/m)
    expect(unit).not.toContain('sk-ant-secret')
    expect(calls()).toContain('--user daemon-reload\n--user enable --now openclaw.service')
    expect((await run(['gateway', 'status'], environment)).out).toContain('installed, active')
  })

  it('is removed without leaving anything', async () => {
    const file = (await run(['gateway', 'install'], environment)).out.trim()
    expect((await run(['gateway', 'uninstall'], environment)).out).toBe(`Removed ${file}\n`)
    expect(existsSync(file)).toBe(false)
    expect(calls()).toContain('--user disable --now openclaw.service')
    expect((await run(['gateway', 'uninstall'], environment)).out).toBe('No service was installed.\n')
  })

  it('goes with everything else when all is uninstalled, but the workspace and a home of another program', async () => {
    const file = (await run(['gateway', 'install'], environment)).out.trim()
    const asked = await run(['uninstall'], environment)
    expect(asked).toMatchObject({ code: 1, out: `remove  ${file}\n` })
    expect((await run(['uninstall', '--yes'], environment)).code).toBe(0)
    expect(existsSync(file)).toBe(false)
    expect(calls()).toContain('--user disable --now openclaw.service')
    mkdirSync(join(home, 'claw', 'agents'), { recursive: true })
    writeFileSync(join(home, 'claw', 'openclaw.json'), '{}')
    expect((await run(['uninstall', '--yes'], environment)).notes).toContain('belongs to another program')
    expect(existsSync(join(home, 'claw', 'openclaw.json'))).toBe(true)
  })

  it('is refused where there is no systemd, with what to do instead', async () => {
    const refused = await run(['gateway', 'install'], { ...environment, PATH: '/nowhere' })
    expect(refused.code).toBe(1)
    expect(refused.notes).toContain('openclaw gateway start')
    expect(existsSync(environment.XDG_CONFIG_HOME ?? '')).toBe(false)
  })

  it('keeps quotes, percent and dollar signs of paths from meaning anything', () => {
    const unit = renderUnit({
      node: '/a b/$no%de',
      root: '/r"t',
      home: '/h',
      state: '/h/state',
      environment: [],
    })
    expect(unit).toMatch(/^ExecStart="\/a b\/\$\$no%%de" .*"\/r\\"t\/dist\/gateway\.js"$/m)
  })
})

describe('the process', () => {
  it("is left alone where the record names somebody else's", async () => {
    const state = join(home, 'claw', 'state')
    mkdirSync(state, { recursive: true })
    writeFileSync(join(state, 'gateway.lock'), '')
    writeFileSync(join(state, 'gateway.json'), JSON.stringify({ pid: process.pid, port: 1 }))
    const refused = await run(['gateway', 'stop'], environment)
    expect(refused.code).toBe(1)
    expect(refused.notes).toContain('was left alone')
    expect((await run(['gateway', 'status'], environment)).code).toBe(2)
  })

  it.runIf(process.platform === 'linux')(
    "B2: gets no token where the port is somebody else's by now",
    async () => {
      const state = join(home, 'claw', 'state')
      mkdirSync(state, { recursive: true })
      let asked = 0
      const thief = createServer((_request, response) => {
        asked += 1
        response.end('{}')
      })
      await new Promise<void>((resolve) => thief.listen(0, '127.0.0.1', resolve))
      const { port } = thief.address() as AddressInfo
      writeFileSync(join(state, 'gateway.token'), 'canary')
      writeFileSync(join(state, 'gateway.lock'), '')
      writeFileSync(join(state, 'gateway.json'), JSON.stringify({ pid: process.pid, port }))
      const refused = await run(['sessions', 'list'], environment)
      expect([refused.code, asked]).toEqual([2, 0])
      expect(refused.notes).toContain('nothing was said to port')
      // Planted: who only looks whether the process is alive would have told it.
      const lock = openSync(join(state, 'gateway.lock'), 'r')
      await run(['sessions', 'list'], environment)
      closeSync(lock)
      thief.close()
      expect(asked).toBeGreaterThan(0)
    },
  )

  it('shows the end of its log, without what could steer a terminal', async () => {
    expect((await run(['gateway', 'logs'], environment)).notes).toContain('There is no log yet')
    const logs = join(home, 'claw', 'state', 'logs')
    mkdirSync(logs, { recursive: true })
    const line = (msg: string): string =>
      JSON.stringify({ level: 40, time: '2026-11-22T10:00:00.000Z', part: 'http', msg, port: 1 })
    writeFileSync(join(logs, 'gateway.log'), `${['one', 'two\u001b[2J', 'three'].map(line).join('\n')}\n`)
    const { out } = await run(['gateway', 'logs', '-n', '2'], environment)
    expect(out).toMatch(/^2026-11-22 \d\d:00 warn {2}http: two \{"port":1\}\n.*three.*\n$/)
    expect(out).not.toContain('\u001b[2J')
  })
})
