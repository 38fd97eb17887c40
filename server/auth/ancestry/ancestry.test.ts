import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Ancestry, createAncestry } from './ancestry.ts'

const BWRAP = existsSync('/usr/bin/bwrap') ? '/usr/bin/bwrap' : ''
const AGENT = new URL('../../../agent/tool-host/fixtures/command-agent.ts', import.meta.url).pathname

/** Connects and stays; `$H` is the host. The port comes as the first argument. */
const CLIENT = (host: string) =>
  `require('net').connect(+process.argv[1], '${host}').on('error', () => {}); setTimeout(() => {}, 15000)`
const node = (host = '127.0.0.1') => `'${process.execPath}' -e "${CLIENT(host)}"`

/** Ways in which a command may try to look like nobody's child. `$C` connects, `$N` is the port. */
const WAYS: Readonly<Record<string, string>> = {
  'a plain child': '$C $N',
  'a child of a shell in a shell': 'sh -c "exec sh -c \'true; sleep 0\'"; $C $N & wait',
  'a child in a session of its own': 'setsid $C $N & sleep 15',
  'a child that was forked twice': '(setsid $C $N </dev/null >/dev/null 2>&1 &) ; sleep 15',
  'an orphan of nohup': '(nohup $C $N >/dev/null 2>&1 &) & sleep 15',
}
/** Only the guard keeps hold of these. */
const GUARDED_WAYS: Readonly<Record<string, string>> = {
  'an orphan with an empty environment': '(env -i setsid $C $N >/dev/null 2>&1 &) ; sleep 15',
}

describe.skipIf(process.platform !== 'linux')('B15: the ancestry of a connection', () => {
  let server: Server
  let port: number
  let folder: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'openclaw-ancestry-'))
    server = createServer((socket) => socket.on('error', () => {}))
    server.listen(0, '::')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => {
    server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const nextClient = async () => ((await once(server, 'connection')) as [Socket])[0]
  const ask = (ancestry: Ancestry, socket: Socket) => ancestry.isFromAgent(socket.remotePort ?? 0)

  const nobody = () => createAncestry({ agentPids: () => [], port: () => port })

  for (const bwrap of BWRAP ? [BWRAP, ''] : ['']) {
    describe(bwrap ? 'of a command under the guard' : 'of a command without a guard', () => {
      let agent: ChildProcess
      let ancestry: Ancestry
      beforeAll(async () => {
        agent = fork(AGENT, [folder, bwrap])
        await once(agent, 'message')
        ancestry = createAncestry({ agentPids: () => [agent.pid ?? 0], port: () => port })
      })
      afterAll(async () => {
        agent.disconnect()
        await once(agent, 'exit')
      })

      for (const [way, script] of Object.entries(bwrap ? { ...WAYS, ...GUARDED_WAYS } : WAYS)) {
        it(`is the agent's for ${way}`, async () => {
          const client = nextClient()
          agent.send(['bash', '-c', script.replace('$C', node()).replace('$N', String(port))])
          const socket = await client
          expect(await ask(ancestry, socket)).toBe(true)
          // Without the agent's pid only the mark is left, which the guard does not need.
          expect(await ask(nobody(), socket)).toBe(bwrap === '')
          socket.destroy()
        })
      }
    })
  }

  it("is the agent's for the agent process itself, over both families", async () => {
    for (const host of ['127.0.0.1', '::1']) {
      const client = nextClient()
      const process_ = spawn(process.execPath, ['-e', CLIENT(host), String(port)], { stdio: 'ignore' })
      const socket = await client
      const agents = createAncestry({ agentPids: () => [process_.pid ?? 0], port: () => port })
      expect(await ask(agents, socket)).toBe(true)
      expect(await ask(nobody(), socket)).toBe(false)
      process_.kill('SIGKILL')
      socket.destroy()
    }
  })

  it("is the owner's for a program beside the agent, while the agent runs", async () => {
    const beside = spawn('sleep', ['30'], { stdio: 'ignore' })
    const client = nextClient()
    const program = spawn('bash', ['-c', `${node()} ${port}`], { stdio: 'ignore', detached: true })
    const socket = await client
    const ancestry = createAncestry({ agentPids: () => [beside.pid ?? 0], port: () => port })
    expect(await ask(ancestry, socket)).toBe(false)
    const rounds = 9
    const before = process.cpuUsage()
    for (let round = 0; round < rounds; round++) await ask(ancestry, socket)
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1_000 / rounds).toBeLessThan(60)
    process.kill(-(program.pid ?? 0), 'SIGKILL')
    beside.kill('SIGKILL')
    socket.destroy()
  })

  it("is the agent's where the connection can't be attributed: gone, or its process gone", async () => {
    expect(await nobody().isFromAgent(1)).toBe(true)
    const client = nextClient()
    const program = spawn(process.execPath, ['-e', CLIENT('127.0.0.1'), String(port)], { stdio: 'ignore' })
    const socket = await client
    program.kill('SIGKILL')
    await once(program, 'exit')
    expect(await ask(nobody(), socket)).toBe(true)
    socket.destroy()
  })
})
